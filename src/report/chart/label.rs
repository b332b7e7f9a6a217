//! Words in a picture: how much room they take, and how they make room for each other.

use super::super::text::{width, wrap};

/// The height of a line of words.
pub const HEIGHT: f64 = 13.0;

/// About what a text takes at size 11: digits of wide system typefaces are 0.64 of the size.
pub fn room(text: &str) -> f64 {
    width(text) as f64 * 6.8
}

/// Lines of words that fit so much room.
pub fn lines(text: &str, within: f64) -> Vec<String> {
    wrap(text, (within / 6.5) as usize)
}

/// Places for boxes of these `sizes` along a line, each as near to its wish as it can be, none over another, none outside
/// `low..high` while they fit. Places are centres, in the order of the wishes given.
pub fn spread(wishes: &[f64], sizes: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]).then(a.cmp(b)));
    // Boxes that would overlap are pooled: one block, whose boxes touch, as near to all of their wishes as it can be.
    let mut blocks: Vec<Block> = Vec::new();
    for at in order {
        let mut block =
            Block { boxes: vec![at], size: sizes[at], starts: vec![wishes[at] - sizes[at] / 2.0] };
        while let Some(before) =
            blocks.pop_if(|before| before.start(low, high) + before.size > block.start(low, high))
        {
            block = before.with(block);
        }
        blocks.push(block);
    }
    let mut places = vec![0.0; wishes.len()];
    for block in &blocks {
        let mut at = block.start(low, high);
        for number in &block.boxes {
            places[*number] = at + sizes[*number] / 2.0;
            at += sizes[*number];
        }
    }
    places
}

/// Boxes that touch.
struct Block {
    boxes: Vec<usize>,
    size: f64,
    /// Where the block would begin for each of its boxes to have its wish.
    starts: Vec<f64>,
}

impl Block {
    fn start(&self, low: f64, high: f64) -> f64 {
        let mean = self.starts.iter().sum::<f64>() / self.starts.len() as f64;
        let last = if high - self.size < low { low } else { high - self.size };
        mean.clamp(low, last)
    }

    fn with(mut self, after: Self) -> Self {
        self.starts.extend(after.starts.iter().map(|start| start - self.size));
        self.boxes.extend(after.boxes);
        self.size += after.size;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::example::draws;
    use super::*;

    #[test]
    fn labels_do_not_overlap_and_stay_inside() {
        for seed in 0..500 {
            let count = 1 + seed as usize % 8;
            let wishes = draws(seed, count, |x| 100.0 + if seed % 3 == 0 { 3.0 } else { 60.0 } * x);
            let sizes: Vec<f64> =
                draws(seed + 1000, count, |x| 13.0 + if seed % 2 == 0 { 0.0 } else { x.abs() });
            let places = spread(&wishes, &sizes, 10.0, 190.0);
            let mut boxes: Vec<(f64, f64)> =
                places.iter().zip(&sizes).map(|(at, size)| (at - size / 2.0, at + size / 2.0)).collect();
            boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(boxes[0].0 >= 10.0 - 1e-9 && boxes[count - 1].1 <= 190.0 + 1e-9, "{seed}: {boxes:?}");
            for pair in boxes.windows(2) {
                assert!(pair[0].1 <= pair[1].0 + 1e-9, "{seed}: {boxes:?}");
            }
            // Higher wishes stand higher.
            let mut order: Vec<usize> = (0..count).collect();
            order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]));
            assert!(order.windows(2).all(|pair| places[pair[0]] < places[pair[1]]), "{seed}");
        }
    }

    #[test]
    fn a_label_with_room_has_its_wish() {
        assert_eq!(spread(&[50.0, 100.0], &[13.0, 13.0], 0.0, 200.0), [50.0, 100.0]);
        assert_eq!(spread(&[100.0, 100.0], &[10.0, 10.0], 0.0, 200.0), [95.0, 105.0]);
        assert_eq!(spread(&[-5.0], &[10.0], 0.0, 200.0), [5.0]);
    }
}
