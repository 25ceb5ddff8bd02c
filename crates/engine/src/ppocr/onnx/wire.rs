//! The wire format of protocol buffers: fields in, fields out.
//!
//! Owns numbers of variable length and length-prefixed fields. Every length is checked against the bytes that are there,
//! so a damaged file gives an error and no panic.

/// A file that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ONNX file is damaged")]
pub(crate) struct Damaged;

/// A field's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 1: eight bytes.
    Fixed64([u8; 8]),
    /// Wire type 2: a string, bytes, a message or packed numbers.
    Bytes(&'a [u8]),
    /// Wire type 5: four bytes.
    Fixed32([u8; 4]),
}

impl<'a> Value<'a> {
    /// The bytes of a length-prefixed field.
    pub(super) fn bytes(self) -> Result<&'a [u8], Damaged> {
        if let Value::Bytes(b) = self { Ok(b) } else { Err(Damaged) }
    }

    /// The text of a length-prefixed field.
    pub(super) fn text(self) -> Result<&'a str, Damaged> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Damaged)
    }
}

/// The fields of a message, one after the other.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Damaged> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(Damaged)?;
        self.0 = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        self.take(N)?.try_into().map_err(|_| Damaged)
    }

    /// The next number of variable length.
    pub(super) fn varint(&mut self) -> Result<u64, Damaged> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Damaged)
    }

    fn field(&mut self) -> Result<(u64, Value<'a>), Damaged> {
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Value::Varint(self.varint()?),
            1 => Value::Fixed64(self.array()?),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| Damaged)?;
                Value::Bytes(self.take(length)?)
            }
            5 => Value::Fixed32(self.array()?),
            _ => return Err(Damaged),
        };
        Ok((key >> 3, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Damaged>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

/// The value of one of the model's metadata entries, e.g. `character`.
pub(crate) fn metadata<'a>(model: &'a [u8], key: &str) -> Result<Option<&'a str>, Damaged> {
    const METADATA_PROPS: u64 = 14;
    for field in Fields(model) {
        let (METADATA_PROPS, value) = field? else { continue };
        let (mut found, mut text) = (false, "");
        for entry in Fields(value.bytes()?) {
            match entry? {
                (1, v) => found = v.text()? == key,
                (2, v) => text = v.text()?,
                _ => {}
            }
        }
        if found {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

/// Appends a number of variable length.
fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a varint field.
pub(super) fn put_number(out: &mut Vec<u8>, field: u64, value: i64) {
    put_varint(out, field << 3);
    put_varint(out, value as u64);
}

/// Appends a length-prefixed field.
pub(super) fn put_bytes(out: &mut Vec<u8>, field: u64, value: &[u8]) {
    put_varint(out, field << 3 | 2);
    put_varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

/// Appends a field as it was read.
pub(super) fn put_value(out: &mut Vec<u8>, field: u64, value: Value) {
    match value {
        Value::Varint(v) => put_number(out, field, v as i64),
        Value::Bytes(b) => put_bytes(out, field, b),
        Value::Fixed64(b) => {
            put_varint(out, field << 3 | 1);
            out.extend_from_slice(&b);
        }
        Value::Fixed32(b) => {
            put_varint(out, field << 3 | 5);
            out.extend_from_slice(&b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_as_written() {
        let mut out = Vec::new();
        put_number(&mut out, 1, 300);
        put_number(&mut out, 2, -1);
        put_bytes(&mut out, 200, b"text");
        put_value(&mut out, 3, Value::Fixed32([1, 2, 3, 4]));
        put_value(&mut out, 4, Value::Fixed64([9; 8]));
        let fields: Vec<_> = Fields(&out).map(Result::unwrap).collect();
        assert_eq!(fields[0], (1, Value::Varint(300)));
        assert_eq!(fields[1], (2, Value::Varint(u64::MAX)));
        assert_eq!((fields[2].0, fields[2].1.text()), (200, Ok("text")));
        assert_eq!(fields[3], (3, Value::Fixed32([1, 2, 3, 4])));
        assert_eq!(fields[4], (4, Value::Fixed64([9; 8])));
    }

    #[test]
    fn damage_is_an_error() {
        let mut out = Vec::new();
        put_bytes(&mut out, 1, b"something");
        for cut in 1..out.len() {
            assert!(Fields(&out[..cut]).any(|f| f.is_err()), "cut at {cut}");
        }
        assert_eq!(Fields(&[0xff; 12]).next(), Some(Err(Damaged)));
        assert!(metadata(&[0x72, 5, 1], "x").is_err());
    }

    #[test]
    fn metadata_is_found_by_its_key() {
        let mut model = Vec::new();
        for (k, v) in [("other", "1"), ("character", "a\nb")] {
            let mut entry = Vec::new();
            put_bytes(&mut entry, 1, k.as_bytes());
            put_bytes(&mut entry, 2, v.as_bytes());
            put_bytes(&mut model, 14, &entry);
        }
        assert_eq!(metadata(&model, "character"), Ok(Some("a\nb")));
        assert_eq!(metadata(&model, "missing"), Ok(None));
    }
}
