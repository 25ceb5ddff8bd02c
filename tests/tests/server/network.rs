//! With the network cut: everything but the hosted engine works, and nothing even tries to leave the machine.

use std::process::Command;

use tests::cli::{Place, binary, finish, start};
use tests::documents::{LETTER_WORDS, page_word, save_letter, scanned};
use tests::namespace::unshare;

/// How often the system was asked to send to where no route leads: without a network, that is anywhere but loopback.
const TRIES: &str = r#"awk '/^Ip:/ { n++; for (i = 1; i <= NF; i++) { if (n == 1 && $i == "OutNoRoutes") at = i }
    if (n == 2) v4 = $at } /^Ip6OutNoRoutes/ { v6 = $2 } END { print "tries", v4 + v6 }' /proc/net/snmp /proc/net/snmp6"#;

#[test]
fn nothing_tries_to_leave_the_machine() {
    let Some(mut namespace): Option<Command> = unshare("-n", "ip link set lo up") else {
        eprintln!("this system allows no network namespace: not tried");
        return;
    };
    let place = Place::new();
    save_letter(&place, "page.png");
    scanned(&place, "scan.pdf", 6);
    let script = format!(
        r#"ip link set lo up
        "$0" doctor > /dev/null && "$0" models verify > /dev/null && "$0" engines > /dev/null || exit 91
        "$0" convert page.png -f txt,md,docx,pdf,csv,json,hocr,alto,xlsx -o out/ || exit 92
        "$0" serve --bind 127.0.0.1:8117 --token-file owner.token 2> said & server=$!
        for n in $(seq 600); do grep -q listening said && break; sleep 0.1; done
        api() {{ curl -s -H "Authorization: Bearer $(cat owner.token)" "$@"; }}
        api -F file=@page.png http://127.0.0.1:8117/api/v1/ocr/ || exit 93
        uuid=$(api -F file=@scan.pdf http://127.0.0.1:8117/api/v1/ocr/ | sed 's/.*"uuid": *"\([0-9a-f]*\)".*/\1/')
        for n in $(seq 600); do
            api "http://127.0.0.1:8117/api/v1/ocr/$uuid/" | grep -q '"status": *"done"' && break; sleep 0.1
        done
        for f in txt md docx pdf csv json; do
            api -f "http://127.0.0.1:8117/api/v1/ocr/$uuid/download/?format=$f" -o "result.$f" || exit 94
        done
        kill $server; wait $server
        "$0" history search Amsterdam > /dev/null || exit 95
        "$0" convert page.png --engine hosted --url https://192.0.2.1 2> refused; echo "hosted $?"
        {TRIES}
        curl -s -m 2 http://192.0.2.1/
        {TRIES}"#
    );
    namespace.arg(script).arg(binary());
    place.prepare(&mut namespace);
    let run = finish(start(&mut namespace));
    assert_eq!(run.code, Some(0), "{run:?}\nserver: {}", place.read("said"));
    let text = run.text();
    assert!(LETTER_WORDS.iter().all(|word| text.contains(word)), "{run:?}");
    assert!(place.read("result.txt").contains(page_word(5)));
    // Without consent the hosted engine does not try either; a program that does shows that tries are counted.
    assert!(text.contains("hosted 8\n"), "{run:?}");
    let tries: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("tries ")).collect();
    assert_eq!(tries, ["0", "1"], "{run:?}");
}
