//! Standard output and standard error: colours where they are seen, and a reader who goes away is no error.

use std::io::{self, Write};

use clap::ColorChoice;
use clap::builder::styling::{AnsiColor, Style};

use crate::report::terminal::{Line, Role};

use super::Status;

/// Colours always, never, or on a terminal unless the environment says otherwise (`NO_COLOR`, `CLICOLOR_FORCE`).
pub(super) fn colours(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Prints text for programs, as it is.
pub(super) fn text(text: &str) -> Status {
    ended(io::stdout().lock().write_all(text.as_bytes()))
}

/// Prints lines for people: coloured on a terminal, unless `NO_COLOR` says no.
pub(super) fn lines(lines: &[Line]) -> Status {
    ended(anstream::stdout().lock().write_all(coloured(lines).as_bytes()))
}

/// Prints lines for people on standard error.
pub(super) fn errors(lines: &[Line]) {
    let _ = anstream::stderr().lock().write_all(coloured(lines).as_bytes());
}

/// Says on standard error what went wrong and, when there is something, what to do.
pub(super) fn error(message: &str, help: Option<&str>) {
    let (red, bold) = (AnsiColor::Red.on_default().bold(), Style::new().bold());
    let help = help.map(|help| format!("  {bold}help:{bold:#} {help}\n")).unwrap_or_default();
    let text = format!("{red}error:{red:#} {message}\n{help}");
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Says on standard error what is odd, and what to do.
pub(super) fn warning(message: &str, help: &str) {
    let (yellow, bold) = (AnsiColor::Yellow.on_default().bold(), Style::new().bold());
    let text = format!("{yellow}warning:{yellow:#} {message}\n  {bold}help:{bold:#} {help}\n");
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints what carries its own colours on standard error.
pub(super) fn rendered(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Columns of the terminal that standard output is; 100 when it is none.
pub(super) fn width() -> usize {
    let asked = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    terminal().or_else(asked).unwrap_or(100)
}

fn ended(written: io::Result<()>) -> Status {
    match written.and_then(|()| io::stdout().flush()) {
        Ok(()) => Status::Done,
        Err(failure) if failure.kind() == io::ErrorKind::BrokenPipe => Status::Done,
        Err(failure) => {
            error(&format!("cannot write to standard output: {failure}"), None);
            Status::Failed
        }
    }
}

fn coloured(lines: &[Line]) -> String {
    let style = |role| match role {
        Role::Title => Style::new().bold(),
        Role::Heading => Style::new().underline(),
        Role::Plain => Style::new(),
        Role::Good => AnsiColor::Green.on_default(),
        Role::Bad => AnsiColor::Red.on_default().bold(),
        Role::Warning => AnsiColor::Yellow.on_default(),
        Role::Faint => Style::new().dimmed(),
    };
    let mut text = String::new();
    for line in lines {
        let style = style(line.role);
        text.extend([
            style.render().to_string(),
            line.text.clone(),
            style.render_reset().to_string(),
            "\n".to_owned(),
        ]);
    }
    text
}
