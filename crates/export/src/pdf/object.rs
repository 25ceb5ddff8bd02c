//! PDF objects as bytes (ISO 32000-1, 7.3). lopdf keeps its own writer to itself, and can only write whole documents.

use std::io::Write;

use lopdf::{Dictionary, Object, Stream, StringFormat};

/// Appends `object` in PDF syntax. A number that is not finite becomes 0: there is no syntax for it.
pub(super) fn write(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => print(out, format_args!("{value}")),
        Object::Real(value) if value.is_finite() => print(out, format_args!("{value}")),
        Object::Real(_) => out.push(b'0'),
        Object::Name(name) => write_name(out, name),
        Object::String(text, StringFormat::Hexadecimal) => {
            out.push(b'<');
            for byte in text {
                print(out, format_args!("{byte:02X}"));
            }
            out.push(b'>');
        }
        Object::String(text, StringFormat::Literal) => write_literal(out, text),
        Object::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b' ');
                }
                write(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Stream(stream) => write_stream(out, stream),
        Object::Reference((number, generation)) => print(out, format_args!("{number} {generation} R")),
    }
}

fn print(out: &mut Vec<u8>, arguments: std::fmt::Arguments<'_>) {
    out.write_fmt(arguments).expect("writing to memory does not fail");
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            out.push(byte);
        } else {
            print(out, format_args!("#{byte:02X}"));
        }
    }
}

fn write_literal(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'(');
    for &byte in text {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\n' => out.extend_from_slice(b"\\n"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        write_name(out, key);
        out.push(b' ');
        write(out, value);
    }
    out.extend_from_slice(b">>");
}

fn write_stream(out: &mut Vec<u8>, stream: &Stream) {
    let mut dictionary = stream.dict.clone();
    dictionary.set("Length", stream.content.len() as i64);
    write_dictionary(out, &dictionary);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(&stream.content);
    out.extend_from_slice(b"\nendstream");
}

#[cfg(test)]
mod tests {
    use lopdf::{Object, StringFormat, dictionary};

    #[test]
    fn what_is_special_is_escaped() {
        let value = dictionary! {
            "A b#" => Object::String(b"(\\\r)".to_vec(), StringFormat::Literal),
            "H" => Object::String(vec![0, 0xfe], StringFormat::Hexadecimal),
            "N" => vec![Object::Real(0.5), Object::Real(f32::NAN), Object::Null, (7, 0).into()],
        };
        let mut out = Vec::new();
        super::write(&mut out, &value.into());
        assert_eq!(String::from_utf8(out).unwrap(), r"<</A#20b#23 (\(\\\r\))/H <00FE>/N [0.5 0 null 7 0 R]>>");
    }
}
