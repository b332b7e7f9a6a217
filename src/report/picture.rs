//! A distribution in block characters.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// How many characters a picture takes.
pub(super) const CELLS: usize = 8;

/// The shares of equally wide bins as [`CELLS`] characters whose height is relative to the highest; a cell without any
/// path is empty. No bins at all are a single value: one full block in the middle.
pub(super) fn picture(shares: &[f64]) -> String {
    let per_cell = shares.len().div_ceil(CELLS);
    if per_cell == 0 {
        return format!("{:^CELLS$}", '█');
    }
    let cells: Vec<f64> = shares.chunks(per_cell).map(|bins| bins.iter().sum()).collect();
    let highest = cells.iter().fold(0.0, |most, cell| if *cell > most { *cell } else { most });
    let block = |cell: &f64| match (cell / highest * 8.0).ceil() {
        height if height >= 1.0 => BLOCKS[(height as usize - 1).min(7)],
        _ => ' ',
    };
    let drawn: String = cells.iter().map(block).collect();
    format!("{drawn:CELLS$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_relative_to_the_highest() {
        assert_eq!(picture(&[0.0, 1.0, 2.0, 4.0, 8.0, 5.0, 2.9, 0.01]), " ▁▂▄█▅▃▁");
        // Three bins a cell.
        let bins: Vec<f64> = (0..24).map(|bin| f64::from(bin / 3)).collect();
        assert_eq!(picture(&bins), " ▂▃▄▅▆▇█");
        assert_eq!(picture(&[]), "   █    ");
        assert_eq!(picture(&[0.0; 8]), "        ");
        assert_eq!(picture(&[1.0, 2.0]), "▄█      ");
    }
}
