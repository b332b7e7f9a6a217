//! Cells: text that stays text, numbers that stay numbers, and how they look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::super::figure::Figure;
use super::super::text::harmless;

/// The most characters of a cell are 32,767; a note that long is no cell's.
const MOST: usize = 32_000;
/// The size of words.
const SIZE: f64 = 11.0;
/// Rules and softer words.
const SOFT: Color = Color::RGB(0x0056_606A);

/// Text of unknown origin as it stands in a cell.
pub fn cell(text: &str) -> String {
    let text = harmless(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// A heading above a table.
pub fn heading() -> Format {
    Format::new().set_bold().set_font_size(12)
}

/// Words beside the matter.
pub fn soft() -> Format {
    Format::new().set_font_color(SOFT)
}

/// The first row of a table.
pub fn head() -> Format {
    Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Bottom)
}

/// The same over numbers.
pub fn number_head() -> Format {
    head().set_align(FormatAlign::Right)
}

/// Words that take several lines where they must.
pub fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// A sheet that is written from top to bottom.
pub struct Sheet<'a> {
    /// Where it is written to.
    pub page: &'a mut Worksheet,
    /// The row that is written.
    pub row: u32,
    /// How many characters the first columns are wide.
    wide: Vec<f64>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet of this name, printed on A4 as wide as the page.
    pub fn new(sheet: &'a mut Worksheet, name: &str) -> Result<Self, XlsxError> {
        sheet.set_name(name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_footer("&L&A&RPage &P of &N");
        Ok(Self { page: sheet, row: 0, wide: Vec::new() })
    }

    /// How many characters the first columns are wide.
    pub fn widths(&mut self, widths: &[f64]) -> Result<(), XlsxError> {
        for (column, width) in (0..).zip(widths) {
            self.page.set_column_width(column, *width)?;
        }
        self.wide = widths.to_vec();
        Ok(())
    }

    /// Text; nothing where it is empty.
    pub fn text(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.page.write_string_with_format(self.row, column, cell(text), format)?;
        }
        Ok(())
    }

    /// A number as it is; nothing where there is none.
    pub fn number(&mut self, column: u16, number: Option<f64>, format: &Format) -> Result<(), XlsxError> {
        if let Some(number) = number {
            self.page.write_number_with_format(self.row, column, number, format)?;
        }
        Ok(())
    }

    /// The first row of a table: text, then from column `words` numbers.
    pub fn heads(&mut self, heads: &[&str], words: usize) -> Result<(), XlsxError> {
        for (at, name) in heads.iter().enumerate() {
            self.text(at as u16, name, &if at < words { head() } else { number_head() })?;
        }
        self.row += 1;
        Ok(())
    }

    /// Words across the first `columns` columns, in as many lines as they need: they make no page wider.
    pub fn paragraph(&mut self, text: &str, columns: u16, format: &Format) -> Result<(), XlsxError> {
        self.across(text, columns, format, 1.0)
    }

    /// The workbook's title across the first `columns` columns.
    pub fn title(&mut self, text: &str, columns: u16) -> Result<(), XlsxError> {
        let format = Format::new().set_bold().set_font_size(SIZE * 1.4);
        self.across(text, columns, &format, 1.4)
    }

    fn across(&mut self, text: &str, columns: u16, format: &Format, size: f64) -> Result<(), XlsxError> {
        let text = cell(text);
        if !text.is_empty() {
            let format = format.clone().set_text_wrap().set_align(FormatAlign::Top);
            let room: f64 = self.wide.iter().take(usize::from(columns)).sum::<f64>() / size;
            let lines = super::super::text::wrap(&text, Ord::max(room as usize, 20) * 9 / 10).len();
            self.page.merge_range(self.row, 0, self.row, columns - 1, &text, &format)?;
            // What a row can be high at most.
            let height = 15.0 * size * lines as f64;
            self.page.set_row_height(self.row, if height < 409.0 { height } else { 409.0 })?;
        }
        self.row += 1;
        Ok(())
    }

    /// A line of its own.
    pub fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.text(0, text, format)?;
        self.row += 1;
        Ok(())
    }
}

/// How a number with this error is shown; `plus` says the sign of what is positive.
pub fn shown(figure: Figure, plus: bool) -> Format {
    match figure.decimals() {
        Some(decimals) if figure.half_width() > 0.0 => decimal(decimals, plus),
        _ => Format::new(),
    }
}

/// A number with so many decimals.
pub fn decimal(decimals: i32, plus: bool) -> Format {
    Format::new().set_num_format(pattern(decimals, plus))
}

/// The same for an axis.
pub fn pattern(decimals: i32, plus: bool) -> String {
    let digits = format!("#,##0{}", places(decimals));
    if plus { format!("+{digits};-{digits};{digits}") } else { digits }
}

/// A share in percent, with so many decimals of a percent.
pub fn percent(decimals: i32) -> Format {
    Format::new().set_num_format(format!("0{}%", places(decimals)))
}

fn places(decimals: i32) -> String {
    match decimals {
        1..=15 => format!(".{}", "0".repeat(decimals as usize)),
        ..=0 => String::new(),
        16.. => format!(".{}", "0".repeat(15)),
    }
}
