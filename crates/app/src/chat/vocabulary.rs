//! What forms, invoices and receipts call their fields, and the words of a question that say nothing of its subject. One table
//! for all languages; a language is added by adding its words. Everything is written as `terms::fold` leaves it.

use super::values::Kind;

/// A field that many documents have.
#[derive(Debug)]
pub(super) struct Field {
    /// What it states.
    pub kind: Kind,
    /// What people and documents call it, most telling first.
    pub names: &'static [&'static str],
    /// Words in a label that make it another field: a subtotal is no total.
    pub not: &'static [&'static str],
    /// Whether the last one of a document counts (a total stands at the end) and not the first.
    pub last: bool,
}

const fn field(kind: Kind, names: &'static [&'static str], not: &'static [&'static str]) -> Field {
    Field { kind, names, not, last: false }
}

pub(super) const FIELDS: &[Field] = &[
    Field {
        last: true,
        ..field(
            Kind::Amount,
            &[
                "grand total", "invoice total", "total amount due", "total due", "amount due", "balance due", "total payable",
                "amount payable", "total amount", "total to pay", "net total", "total inclusive", "total price", "nett total",
                "total incl", "total sales", "total rounded", "rounded total", "total", "totals", "amount", "zu zahlender betrag",
                "rechnungsbetrag", "gesamtbetrag", "endbetrag", "gesamtsumme", "zahlbetrag", "bruttobetrag", "gesamt", "summe",
                "montant total", "total ttc", "net a payer", "montant du", "importe total", "total a pagar", "importe",
            ],
            &["sub", "subtotal", "zwischensumme", "tax", "vat", "gst", "mwst", "tva", "iva", "discount", "qty", "quantity", "items", "item", "saving", "savings", "excl", "excluding", "before", "rounding", "cash", "change", "ht", "hours", "weight", "netto"],
        )
    },
    Field { last: true, ..field(Kind::Amount, &["subtotal", "sub total", "net amount", "zwischensumme", "nettobetrag", "sous total", "total ht"], &["grand"]) },
    Field {
        last: true,
        ..field(
            Kind::Amount,
            &["sales tax", "vat amount", "tax amount", "gst amount", "total tax", "tax", "vat", "gst", "mehrwertsteuer", "umsatzsteuer", "mwst", "ust", "tva", "iva"],
            &["id", "no", "number", "reg", "invoice", "code", "nr", "rate", "incl", "inclusive", "total", "excl", "summary"],
        )
    },
    field(Kind::Amount, &["discount", "rabatt", "remise", "descuento"], &[]),
    field(Kind::Amount, &["shipping", "delivery charge", "shipping cost", "versandkosten", "frais de port"], &["address", "date", "to"]),
    field(
        Kind::Date,
        &["due date", "payment due", "date due", "pay by", "payable by", "due by", "due on", "due", "falligkeitsdatum", "fallig am", "zahlbar bis", "falligkeit", "echeance", "date d echeance", "fecha de vencimiento", "vencimiento"],
        &["amount", "balance", "total"],
    ),
    field(Kind::Date, &["delivery date", "date of delivery", "lieferdatum", "leistungsdatum", "date de livraison"], &[]),
    field(Kind::Date, &["order date", "date of order", "bestelldatum"], &[]),
    field(Kind::Date, &["date of birth", "birth date", "born", "geburtsdatum", "geboren am", "date de naissance"], &[]),
    field(
        Kind::Date,
        &["invoice date", "date of invoice", "issue date", "date of issue", "date issued", "receipt date", "bill date", "rechnungsdatum", "ausstellungsdatum", "date de facture", "date", "dated", "datum", "fecha"],
        &["due", "delivery", "order", "birth", "expiry", "until", "valid"],
    ),
    field(
        Kind::Code,
        &["invoice number", "invoice no", "invoice nr", "invoice id", "invoice", "bill number", "bill no", "receipt number", "receipt no", "rechnungsnummer", "rechnungs nr", "rechnung nr", "numero de facture", "facture no", "numero de factura"],
        &["date", "total", "amount", "address", "to", "due"],
    ),
    field(Kind::Code, &["order number", "order no", "purchase order", "po number", "bestellnummer", "auftragsnummer", "numero de commande"], &["date"]),
    field(Kind::Code, &["customer number", "customer no", "customer id", "client number", "kundennummer", "numero client"], &[]),
    field(Kind::Code, &["account number", "account no", "kontonummer", "iban", "numero de compte"], &[]),
    field(Kind::Code, &["tax number", "vat number", "vat id", "gst id", "gst no", "gst reg no", "tax id", "steuernummer", "ust idnr"], &[]),
    field(Kind::Code, &["reference number", "reference no", "reference", "our ref", "ref no", "aktenzeichen", "referenz"], &[]),
    field(Kind::Mail, &["email address", "e mail address", "email", "e mail", "mail address"], &[]),
    field(Kind::Phone, &["phone number", "telephone number", "telephone", "phone", "tel", "telefon", "telefonnummer", "fax number", "fax"], &[]),
    field(Kind::Text, &["payment terms", "terms of payment", "zahlungsbedingungen", "conditions de paiement"], &[]),
    field(Kind::Text, &["payment method", "paid by", "method of payment", "zahlungsart", "mode de paiement"], &[]),
];

/// Words of questions that say nothing of what is asked about.
pub(super) const STOP: &[&str] = &[
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "from", "and", "or", "is", "are", "was", "were", "be",
    "been", "do", "does", "did", "has", "have", "had", "what", "which", "who", "whom", "whose", "when", "where", "why", "how",
    "much", "many", "that", "this", "these", "those", "it", "its", "there", "as", "per", "into", "about", "please", "tell",
    "me", "give", "show", "find", "say", "says", "said", "stated", "state", "according", "document", "page", "text", "file",
    "mentioned", "mention", "listed", "shown", "written", "mean", "means", "meant", "meaning", "define", "definition", "i",
    "my", "we", "our", "you", "your", "they", "their", "he", "his", "she", "her", "will", "would", "should", "can", "could",
    "must", "may", "any", "some", "all", "each", "if", "than", "then", "so", "not", "value", "under", "called", "s",
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und", "oder", "ist", "sind",
    "war", "waren", "wird", "werden", "wurde", "wurden", "hat", "haben", "was", "wer", "wen", "wem", "wann", "wo", "warum",
    "wie", "viel", "viele", "welche", "welcher", "welches", "im", "am", "zu", "zum", "zur", "von", "vom", "mit", "bei", "auf",
    "fur", "an", "aus", "nach", "es", "sich", "laut", "dokument", "seite", "steht", "bitte", "man",
    "le", "la", "les", "un", "une", "du", "de", "des", "et", "ou", "est", "sont", "quel", "quelle", "quels", "quelles", "qui",
    "quand", "ou", "combien", "dans", "sur", "pour", "par", "avec", "au", "aux", "l", "d", "el", "los", "las", "que", "cual",
    "cuando", "donde", "cuanto", "cuantos", "es", "son", "del", "y", "o", "en", "con",
];
