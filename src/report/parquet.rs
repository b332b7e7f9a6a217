//! `summary.parquet`, the table of `summary.csv` with typed columns, and `paths.parquet`, the outcomes path by path.
//!
//! Written by the format's own column writers, compressed with Snappy, which every reader has. What does not exist is null.
//! The file's metadata say what it was made from; nothing of machine or clock, so that equal runs give equal bytes.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::manifest::Identity;
use super::summary::Summary;
use super::tidy::{self, COLUMNS};

/// The file of the summary.
pub const NAME: &str = "summary.parquet";
/// The file of paths.
pub const PATHS: &str = "paths.parquet";

/// How many rows are compressed together.
const GROUP: usize = 1 << 17;

/// The values of a column.
enum Values {
    /// Text, empty where there is none; such a column may be null when told so.
    Words(Vec<Option<String>>),
    /// Whole numbers, always there.
    Counts(Vec<i64>),
    /// Numbers, null where there is none.
    Numbers(Vec<Option<f64>>),
}

/// The table of `summary.csv`; its metadata name the schema, the title and what it was made from.
///
/// # Errors
/// Never for want of room: the table is built in memory.
pub fn summary(summary: &Summary, identity: &Identity) -> Result<Vec<u8>, ParquetError> {
    let rows = tidy::rows(summary);
    let words = |at: usize| {
        let word = |row: &tidy::Row| Some(row.words()[at].to_owned()).filter(|word| !word.is_empty());
        Values::Words(rows.iter().map(word).collect())
    };
    let numbers = |at: usize| Values::Numbers(rows.iter().map(|row| row.numbers()[at]).collect());
    let columns = COLUMNS.iter().enumerate().map(|(at, name)| {
        let values = match *name {
            "paths" => Values::Counts(rows.iter().map(|row| row.column.paths as i64).collect()),
            "value" => numbers(0),
            "low" => numbers(1),
            "high" => numbers(2),
            "resolution" => numbers(3),
            _ => words(at),
        };
        ((*name).to_owned(), values)
    });
    write("summary", &columns.collect::<Vec<_>>(), &summary.title, summary.schema, identity)
}

/// The first paths: their numbers, and the value of each column of the summary on each; null on a path that fails.
/// `values` are by column, in the summary's order, then path, from path 0.
///
/// # Errors
/// As [`self::summary`].
pub fn paths(summary: &Summary, values: &[Vec<f64>], identity: &Identity) -> Result<Vec<u8>, ParquetError> {
    let count = values.first().map_or(0, Vec::len);
    let mut columns = vec![("path".to_owned(), Values::Counts((0..count as i64).collect()))];
    let finite = |value: &f64| Some(*value + 0.0).filter(|value| value.is_finite());
    columns.extend(
        summary.columns.iter().zip(values).map(|(column, values)| {
            (column.id.clone(), Values::Numbers(values.iter().map(finite).collect()))
        }),
    );
    write("paths", &columns, &summary.title, "sarez-paths/1", identity)
}

fn write(
    name: &str,
    columns: &[(String, Values)],
    title: &str,
    schema: &str,
    identity: &Identity,
) -> Result<Vec<u8>, ParquetError> {
    let facts = [
        ("sarez.schema", schema.to_owned()),
        ("sarez.title", title.to_owned()),
        ("sarez.scenario", identity.scenario.clone()),
        ("sarez.version", identity.sarez.clone()),
        ("sarez.numerics", identity.numerics.to_string()),
        ("sarez.seed", identity.seed.to_string()),
        ("sarez.paths", identity.paths.to_string()),
        ("sarez.sampler", identity.sampler.clone()),
    ];
    let facts = facts.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("Sarez {}", identity.sarez))
        .set_key_value_metadata(Some(facts.into()));
    let fields = columns.iter().map(|(name, values)| Ok(Arc::new(field(name, values)?)));
    let fields = fields.collect::<Result<Vec<_>, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder(name).with_fields(fields).build()?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build()))?;
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    for first in (0..rows).step_by(GROUP) {
        let last = Ord::min(first + GROUP, rows);
        let mut group = writer.next_row_group()?;
        for (_, values) in columns {
            values.write(first..last, &mut group)?;
        }
        group.close()?;
    }
    writer.into_inner()
}

fn field(name: &str, values: &Values) -> Result<Type, ParquetError> {
    let (physical, logical, repetition) = match values {
        Values::Words(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
        Values::Counts(_) => (Physical::INT64, None, Repetition::REQUIRED),
        Values::Numbers(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
    };
    Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Words(list) => list.len(),
            Self::Counts(list) => list.len(),
            Self::Numbers(list) => list.len(),
        }
    }

    /// Some rows as the next column of a group.
    fn write(
        &self,
        rows: std::ops::Range<usize>,
        group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    ) -> Result<(), ParquetError> {
        let Some(mut column) = group.next_column()? else { return Ok(()) };
        match self {
            Self::Words(list) => {
                let (there, list) = present(&list[rows]);
                let list: Vec<ByteArray> = list.iter().map(|text| ByteArray::from(text.as_str())).collect();
                column.typed::<ByteArrayType>().write_batch(&list, Some(&there), None)?;
            }
            Self::Counts(list) => {
                column.typed::<Int64Type>().write_batch(&list[rows], None, None)?;
            }
            Self::Numbers(list) => {
                let (there, list) = present(&list[rows]);
                column.typed::<DoubleType>().write_batch(&list, Some(&there), None)?;
            }
        }
        column.close()
    }
}

/// 1 where a value is there and 0 where none is; the values that are.
fn present<T: Clone>(list: &[Option<T>]) -> (Vec<i16>, Vec<T>) {
    (list.iter().map(|value| i16::from(value.is_some())).collect(), list.iter().flatten().cloned().collect())
}
