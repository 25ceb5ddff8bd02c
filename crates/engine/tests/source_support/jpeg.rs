//! A small baseline JPEG encoder for flat 8 × 8 blocks of any number of components, so that colour spaces can be tested
//! without loss.

/// A picture of `blocks` side by side, 8 × 8 each; every block gives its components. `adobe` is the transform of an
/// Adobe marker; `names` the component identifiers.
pub fn encode(blocks: &[Vec<u8>], names: &[u8], adobe: Option<u8>) -> Vec<u8> {
    let n = names.len();
    let mut out = vec![0xff, 0xd8];
    if let Some(transform) = adobe {
        out.extend([0xff, 0xee, 0, 14]);
        out.extend(b"Adobe\0\x64\0\0\0\0");
        out.push(transform);
    }
    out.extend([0xff, 0xdb, 0, 67, 0]);
    out.extend([1; 64]);
    out.extend([0xff, 0xc0, 0, (8 + 3 * n) as u8, 8, 0, 8, 0, (blocks.len() * 8) as u8, n as u8]);
    for name in names {
        out.extend([*name, 0x11, 0]);
    }
    // Direct current: twelve sizes of four bits each. Alternating current: the end of block alone.
    out.extend([0xff, 0xc4, 0, 31, 0x00]);
    out.extend((1..=16).map(|length| if length == 4 { 12 } else { 0 }));
    out.extend(0..12);
    out.extend([0xff, 0xc4, 0, 20, 0x10]);
    out.extend((1..=16).map(|length| u8::from(length == 1)));
    out.push(0);
    out.extend([0xff, 0xda, 0, (6 + 2 * n) as u8, n as u8]);
    for name in names {
        out.extend([*name, 0]);
    }
    out.extend([0, 63, 0]);
    let mut bits = String::new();
    let mut before = vec![0_i32; n];
    for block in blocks {
        for (value, last) in block.iter().zip(&mut before) {
            let level = (i32::from(*value) - 128) * 8;
            let difference = level - *last;
            *last = level;
            let size = 32 - difference.unsigned_abs().leading_zeros();
            bits += &format!("{size:04b}");
            if size > 0 {
                let pattern = if difference < 0 { difference - 1 } else { difference } & ((1 << size) - 1);
                bits += &format!("{pattern:0width$b}", width = size as usize);
            }
            bits.push('0');
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for byte in bits.as_bytes().chunks(8) {
        let byte = byte.iter().fold(0, |acc, bit| acc << 1 | (bit - b'0'));
        out.push(byte);
        if byte == 0xff {
            out.push(0);
        }
    }
    out.extend([0xff, 0xd9]);
    out
}
