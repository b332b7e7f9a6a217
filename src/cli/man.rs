//! `sarez man`

use std::io;

use clap::CommandFactory;
use clap_mangen::Man;

use super::{Cli, Status, output};

/// Print the manual page: `sarez man | man -l -`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

pub(super) fn man(_: &Arguments) -> Status {
    match page() {
        Ok(page) => output::text(&String::from_utf8_lossy(&page)),
        Err(failure) => {
            output::error(&format!("the page cannot be made: {failure}"), None);
            Status::Failed
        }
    }
}

/// One page: the command, then each subcommand with its arguments.
fn page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for subcommand in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        if subcommand.get_name() == "help" {
            continue;
        }
        let heading = format!(".SH \"SAREZ {}\"\n", subcommand.get_name().to_uppercase());
        page.extend_from_slice(heading.as_bytes());
        let man = Man::new(subcommand.clone());
        for section in
            [Man::render_synopsis_section, Man::render_description_section, Man::render_options_section]
        {
            let mut text = Vec::new();
            section(&man, &mut text)?;
            // Sections of a section.
            page.extend_from_slice(String::from_utf8_lossy(&text).replace(".SH ", ".SS ").as_bytes());
        }
    }
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}
