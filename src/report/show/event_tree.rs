//! Events that hang together, as a tree: what each is given, and which exclude each other.

use super::super::event::{percent, round};
use super::super::terminal::{Line, Role};
use super::Event;
use super::layout::say;

/// The tree; no line where no event is given another and none exclude each other.
pub(super) fn lines(events: &[Event], width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for event in events.iter().filter(|event| event.given.is_none()) {
        match &event.exclusive {
            Some(group) if !groups.contains(&group.as_str()) => {
                groups.push(group);
                let members: Vec<&Event> =
                    events.iter().filter(|event| event.exclusive.as_ref() == Some(group)).collect();
                let none = 1.0 - members.iter().map(|event| event.probability).sum::<f64>();
                let none = if none > 0.0 { none } else { 0.0 };
                say(&mut lines, Role::Plain, &format!("{group}: at most one of these"), width);
                for event in members {
                    say(&mut lines, Role::Plain, &format!("├─ {}", summed(event)), width);
                    children(event, events, "│  ", &mut lines, width);
                }
                say(&mut lines, Role::Plain, &format!("└─ none of them, {}", percent(round(none))), width);
            }
            None if events.iter().any(|child| child.given.as_ref() == Some(&event.id)) => {
                say(&mut lines, Role::Plain, &summed(event), width);
                children(event, events, "", &mut lines, width);
            }
            _ => {}
        }
    }
    if !lines.is_empty() {
        lines.insert(0, Line::new(Role::Plain, ""));
    }
    lines
}

/// "freeze, 25 %"
fn summed(event: &Event) -> String {
    format!("{}, {}", event.id, percent(round(event.probability)))
}

/// The events that are given one, each with those that are given it.
fn children(of: &Event, events: &[Event], before: &str, lines: &mut Vec<Line>, width: usize) {
    let given: Vec<&Event> = events.iter().filter(|event| event.given.as_ref() == Some(&of.id)).collect();
    for (number, event) in given.iter().enumerate() {
        let last = number + 1 == given.len();
        let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let text = format!("{before}{branch}{}: {}", summed(event), event.stated);
        say(lines, Role::Plain, &text, width);
        // Reading has refused circles.
        children(event, events, &format!("{before}{below}"), lines, width);
    }
}
