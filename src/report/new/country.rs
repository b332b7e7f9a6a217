//! Countries by ISO 3166 code or by name.

use std::fmt;

/// ISO 3166-1: alpha-2, alpha-3 and the short name in English, by name.
static COUNTRIES: &str = include_str!("countries.txt");

/// A country as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// What a person calls it.
    pub name: String,
    /// ISO 3166 alpha-3, where it is known.
    pub code: Option<&'static str>,
    /// The name for a file: `el-salvador`.
    pub slug: String,
}

/// What names no country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountryError {
    /// It looks like a code and is none.
    Code(String),
    /// It has no letter or digit.
    Empty,
}

impl fmt::Display for CountryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => {
                write!(f, "`{code}` is not among the ISO 3166 codes of countries that are known here")
            }
            Self::Empty => f.write_str("a country's name has letters"),
        }
    }
}

impl std::error::Error for CountryError {}

impl Country {
    /// By its code of two or three letters, or by its name; a name that is not known is taken as it is.
    ///
    /// # Errors
    /// Two or three capital letters that are no code, and what has no letter or digit.
    pub fn new(text: &str) -> Result<Self, CountryError> {
        let text = text.trim();
        let known = COUNTRIES.lines().filter_map(|line| {
            let mut parts = line.splitn(3, ' ');
            Some((parts.next()?, parts.next()?, parts.next()?))
        });
        let upper = text.to_uppercase();
        let found = known.clone().find(|(_, _, name)| slug(name) == slug(text));
        let found = found.or_else(|| known.clone().find(|(two, three, _)| *two == upper || *three == upper));
        let (name, code) = match found {
            Some((_, code, name)) => (name, Some(code)),
            None => (text, None),
        };
        let is_code =
            |text: &str| (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase());
        match slug(name) {
            slug if slug.is_empty() => Err(CountryError::Empty),
            _ if code.is_none() && is_code(text) => Err(CountryError::Code(text.to_owned())),
            slug => Ok(Self { name: name.to_owned(), code, slug }),
        }
    }
}

/// Small letters and digits, with hyphens for all else.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().filter(|c| *c != '\'') {
        match c {
            c if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn by_code_or_by_name() {
        let country =
            |name: &str, code, slug: &str| Ok(Country { name: name.to_owned(), code, slug: slug.to_owned() });
        for text in ["KGZ", "kgz", "KG", "Kyrgyzstan", "kyrgyzstan"] {
            assert_eq!(Country::new(text), country("Kyrgyzstan", Some("KGZ"), "kyrgyzstan"));
        }
        assert_eq!(Country::new("el salvador"), country("El Salvador", Some("SLV"), "el-salvador"));
        assert_eq!(Country::new("Cote d'Ivoire"), country("Cote d'Ivoire", Some("CIV"), "cote-divoire"));
        assert_eq!(Country::new("../Atlantis II"), country("../Atlantis II", None, "atlantis-ii"));
        assert_eq!(Country::new("ZZZ"), Err(CountryError::Code("ZZZ".to_owned())));
        assert_eq!(Country::new("/.."), Err(CountryError::Empty));
    }

    #[test]
    fn the_list_is_in_order_and_repeats_nothing() {
        let rows: Vec<Vec<&str>> = COUNTRIES.lines().map(|line| line.splitn(3, ' ').collect()).collect();
        let column = |k: usize| rows.iter().map(|row| row[k]).collect::<BTreeSet<_>>().len();
        assert_eq!([column(0), column(1), column(2)], [rows.len(); 3]);
        for row in rows {
            assert!(row[0].len() == 2 && row[1].len() == 3 && row[2].len() > 3, "{row:?}");
            assert!(row[..2].concat().bytes().all(|b| b.is_ascii_uppercase()), "{row:?}");
        }
    }
}
