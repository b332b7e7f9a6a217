//! Who has a share in the effect: the scenario's shocks, events and regimes, each alone or several as one channel.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::suggest;
use crate::scenario::{Scenario, SizeOf};

/// The most players: a coalition is a set of bits.
pub const MOST: usize = 63;

/// Who has a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// The id of the shock, event or regime, or the name of the channel.
    pub id: String,
    /// `shock`, `event`, `regime` or `channel`.
    pub kind: &'static str,
    /// The ids of what it is made of: its own, or those of a channel.
    pub members: Vec<String>,
}

/// A name for several shocks and events that act as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// Ids of shocks, events and regimes; at least one.
    pub members: Vec<String>,
}

/// Why a text is no channel, or a scenario has no such players.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadChannel {
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub help: String,
}

impl BadChannel {
    fn new(message: impl Into<String>) -> Self {
        let help = "write NAME=ID,ID,... with ids of shocks and events: --channel fuel=fuel_cut,fuel_price";
        Self { message: message.into(), help: help.to_owned() }
    }
}

impl fmt::Display for BadChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BadChannel {}

impl FromStr for Channel {
    type Err = BadChannel;

    /// `NAME=ID,ID,...`
    fn from_str(text: &str) -> Result<Self, BadChannel> {
        let (name, members) =
            text.split_once('=').ok_or_else(|| BadChannel::new(format!("`{text}` names nothing")))?;
        let members: Vec<String> = members.split(',').map(|id| id.trim().to_owned()).collect();
        if name.trim().is_empty() || members.iter().any(String::is_empty) {
            return Err(BadChannel::new(format!("`{text}` has a name that is empty")));
        }
        Ok(Self { name: name.trim().to_owned(), members })
    }
}

/// The channels of a scenario as it states them, but for what `named` names, which is in the channel that names it. What states
/// none is in the channel of its id. A channel of one that has its name is none.
pub fn stated(scenario: &Scenario, named: &[Channel]) -> Vec<Channel> {
    let shocks = scenario.shocks.iter().map(|shock| (&shock.id, shock.channel.as_ref()));
    let events = scenario.events.iter().map(|event| (&event.id, event.channel.as_ref()));
    let mut channels: Vec<Channel> = named.to_vec();
    for (id, stated) in shocks.chain(events) {
        if named.iter().any(|channel| channel.members.contains(id)) {
            continue;
        }
        let name = stated.unwrap_or(id);
        match channels.iter_mut().find(|channel| channel.name == *name) {
            Some(channel) => channel.members.push(id.clone()),
            None => channels.push(Channel { name: name.clone(), members: vec![id.clone()] }),
        }
    }
    channels.retain(|channel| channel.members != [channel.name.as_str()]);
    channels
}

/// All players of a scenario in its order, a channel at the place of its first member. What no channel has is a player of
/// its own.
///
/// # Errors
/// When the scenario has nothing to attribute to, or more than [`MOST`] players; when a channel names what is not there or what
/// another one has, or has a name that is taken.
pub fn players(scenario: &Scenario, channels: &[Channel]) -> Result<Vec<Player>, BadChannel> {
    let shocks = scenario.shocks.iter().map(|shock| ("shock", &shock.id));
    let events = scenario.events.iter().map(|event| (event.word(), &event.id));
    let all: Vec<(&'static str, &String)> = shocks.chain(events).collect();
    if all.is_empty() {
        return Err(BadChannel {
            message: format!("{} has no shock and no event that an effect could come from", scenario.name),
            help: "give it some with [[shock]] or [[event]]".to_owned(),
        });
    }
    for (at, channel) in channels.iter().enumerate() {
        if channels[..at].iter().any(|other| other.name == channel.name) {
            return Err(BadChannel::new(format!("there are two channels `{}`", channel.name)));
        }
        for (place, id) in channel.members.iter().enumerate() {
            if all.iter().all(|(_, known)| *known != id) {
                let ids: Vec<&str> = all.iter().map(|(_, id)| id.as_str()).collect();
                let help = match suggest(id, ids.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", ids.join(", ")),
                };
                let message = format!("the channel `{}` names `{id}`, which is not there", channel.name);
                return Err(BadChannel { message, help });
            }
            let taken = channels[..at].iter().any(|other| other.members.contains(id));
            if taken || channel.members[..place].contains(id) {
                return Err(BadChannel::new(format!("`{id}` is named twice by channels")));
            }
        }
        if all.iter().any(|(_, id)| **id == channel.name && !channel.members.contains(id)) {
            let message = format!("the channel `{}` has the name of what is not in it", channel.name);
            return Err(BadChannel::new(message));
        }
    }
    let mut players: Vec<Player> = Vec::new();
    for (kind, id) in all {
        let player = match channels.iter().find(|channel| channel.members.contains(id)) {
            None => Player { id: id.clone(), kind, members: vec![id.clone()] },
            Some(channel) => {
                Player { id: channel.name.clone(), kind: "channel", members: channel.members.clone() }
            }
        };
        if !players.contains(&player) {
            players.push(player);
        }
    }
    if players.len() > MOST {
        return Err(BadChannel {
            message: format!("{} are more than {MOST} shocks and events", players.len()),
            help: "put some together with --channel NAME=ID,ID,...".to_owned(),
        });
    }
    Ok(players)
}

/// The scenario with the players of a coalition alone: player k is there where bit k is set.
///
/// A shock that is not there is left out. An event stays, so that what is given it and what it excludes happen as they did, but
/// brings nothing. So no draw moves.
pub fn coalition(scenario: &Scenario, players: &[Player], present: u64) -> Scenario {
    let mut variant = scenario.clone();
    let is_there = |id: &String| {
        let player = players.iter().position(|player| player.members.contains(id));
        player.is_none_or(|player| present >> player & 1 == 1)
    };
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut kept = 0;
    for shock in &scenario.shocks {
        let stays = is_there(&shock.id);
        places.push(stays.then_some(kept));
        kept += usize::from(stays);
    }
    variant.shocks.retain(|shock| is_there(&shock.id));
    for event in variant.events.iter_mut().filter(|event| !is_there(&event.id)) {
        event.shocks.clear();
    }
    variant.targets.retain_mut(|target| match &mut target.by {
        SizeOf::Shock(shock) => match places[*shock] {
            Some(place) => {
                *shock = place;
                true
            }
            None => false,
        },
        SizeOf::Event { event, .. } => !variant.events[*event].shocks.is_empty(),
    });
    variant
}
