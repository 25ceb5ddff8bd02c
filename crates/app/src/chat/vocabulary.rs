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
    /// What people call it and documents do not.
    pub asked: &'static [&'static str],
    /// Words in a label that make it another field: a subtotal is no total.
    pub not: &'static [&'static str],
    /// Whether the last one of a document counts (a total stands at the end) and not the first.
    pub last: bool,
    /// Whether a document may state it without naming it, on its first page.
    pub alone: bool,
}

const fn field(kind: Kind, names: &'static [&'static str], not: &'static [&'static str]) -> Field {
    Field { kind, names, asked: &[], not, last: false, alone: false }
}

pub(super) const FIELDS: &[Field] = &[
    Field {
        last: true,
        ..field(
            Kind::Amount,
            &[
                "grand total", "invoice total", "total amount due", "total due", "amount due", "balance due", "total payable",
                "amount payable", "total amount", "total to pay", "total inclusive", "total incl", "nett total", "net total",
                "total price", "total sales", "total rounded", "rounded total", "round total", "total rm", "zu zahlender betrag",
                "rechnungsbetrag", "gesamtbetrag", "endbetrag", "gesamtsumme", "zahlbetrag", "bruttobetrag", "montant total",
                "total ttc", "net a payer", "importe total", "total a pagar", "totale fattura", "totale da pagare", "importo totale",
                "totale", "total", "totals", "gesamt", "summe", "montant", "importe", "importo", "amount",
            ],
            &[
                "sub", "subtotal", "zwischensumme", "tax", "vat", "gst", "mwst", "tva", "iva", "discount", "qty", "quantity", "items",
                "item", "saving", "savings", "excl", "excluding", "before", "rounding", "cash", "change", "ht", "hours", "weight", "netto",
                "imponibile", "disc",
            ],
        )
    },
    Field {
        last: true,
        ..field(
            Kind::Amount,
            &["subtotal", "sub total", "net amount", "zwischensumme", "nettobetrag", "netto", "sous total", "total ht", "base imponible", "imponibile", "subtotale"],
            &["grand"],
        )
    },
    Field {
        last: true,
        ..field(
            Kind::Amount,
            &[
                "sales tax", "vat amount", "tax amount", "gst amount", "total tax", "total vat", "tax", "vat", "gst", "mehrwertsteuer",
                "umsatzsteuer", "mwst", "ust", "tva", "iva",
            ],
            &["id", "no", "number", "reg", "invoice", "code", "nr", "rate", "inclusive", "excl", "summary", "idnr", "intracommunautaire"],
        )
    },
    field(Kind::Percent, &["tax rate", "vat rate", "steuersatz", "taux de tva", "tipo de iva", "aliquota"], &[]),
    field(Kind::Amount, &["discount", "rabatt", "remise", "descuento", "sconto"], &[]),
    field(Kind::Amount, &["shipping", "delivery charge", "shipping cost", "versandkosten", "versand", "frais de port", "gastos de envio", "spese di spedizione"], &["address", "date", "to"]),
    field(Kind::Amount, &["cash", "cash paid", "bar", "especes", "efectivo", "contanti"], &["change"]),
    field(Kind::Amount, &["change due", "change", "ruckgeld", "wechselgeld", "rendu", "cambio", "resto"], &[]),
    field(
        Kind::Date,
        &[
            "due date", "payment due", "date due", "pay by", "payable by", "due by", "due on", "payment due by", "due", "falligkeitsdatum", "fallig am",
            "zahlbar bis", "falligkeit", "fallig", "echeance", "date d'echeance", "d'echeance", "fecha de vencimiento", "vencimiento", "scadenza", "data di scadenza",
        ],
        &["amount", "balance", "total"],
    ),
    field(Kind::Date, &["delivery date", "date of delivery", "lieferdatum", "leistungsdatum", "date de livraison", "fecha de entrega", "data di consegna"], &[]),
    field(Kind::Date, &["order date", "date of order", "bestelldatum", "date de commande", "fecha de pedido", "data ordine"], &[]),
    field(Kind::Date, &["date of birth", "birth date", "born", "geburtsdatum", "geboren am", "date de naissance", "fecha de nacimiento", "data di nascita"], &[]),
    field(Kind::Date, &["expiry date", "expiration date", "valid until", "expires on", "expires", "gultig bis", "ablaufdatum", "valable jusqu'au", "valido hasta"], &[]),
    Field {
        asked: &["date of the invoice", "date of the letter", "date of the receipt", "letter dated", "letter date", "dated"],
        alone: true,
        ..field(
            Kind::Date,
            &[
                "invoice date", "date of invoice", "issue date", "date of issue", "date issued", "receipt date", "bill date",
                "rechnungsdatum", "ausstellungsdatum", "date de facture", "date de la facture", "fecha de factura", "fecha de emision", "data fattura",
                "data di emissione", "date", "dated", "datum", "fecha", "data",
            ],
            &[
                "due", "delivery", "order", "birth", "expiry", "until", "valid", "livraison", "commande", "echeance", "d'echeance", "vencimiento", "entrega",
                "scadenza", "consegna", "naissance", "start", "end", "expiration", "report",
            ],
        )
    },
    Field {
        asked: &["number of the invoice", "number of this invoice", "number of the receipt"],
        ..field(
            Kind::Code,
            &[
                "invoice number", "invoice no", "invoice nr", "invoice id", "invoice", "bill number", "bill no", "receipt number",
                "receipt no", "receipt", "rechnungsnummer", "rechnungs nr", "rechnungs-nr", "rechnung nr", "rechnung", "numero de facture", "facture no", "facture n", "facture",
                "numero de factura", "factura no", "factura n", "factura", "numero fattura", "fattura n", "fattura",
            ],
            &["date", "total", "amount", "address", "to", "due", "date:", "datum", "order", "customer"],
        )
    },
    field(Kind::Code, &["order number", "order no", "purchase order", "po number", "bestellnummer", "bestell-nr", "auftragsnummer", "numero de commande", "commande n", "numero de pedido", "pedido n", "numero ordine"], &["date"]),
    field(Kind::Code, &["customer number", "customer no", "customer id", "client number", "kundennummer", "kunden-nr", "numero client", "numero de cliente", "codice cliente"], &[]),
    Field { alone: true, ..field(Kind::Iban, &["iban"], &[]) },
    field(Kind::Code, &["account number", "account no", "kontonummer", "numero de compte", "numero de cuenta", "numero di conto"], &[]),
    field(
        Kind::Code,
        &["tax number", "vat number", "vat id", "vat no", "vat reg no", "gst id", "gst no", "gst reg no", "tax id", "steuernummer", "ust-idnr", "ust idnr", "tva intracommunautaire", "nif", "cif", "partita iva", "p.iva"],
        &[],
    ),
    field(Kind::Code, &["reference number", "reference no", "reference", "our ref", "your ref", "ref no", "ref", "aktenzeichen", "referenz", "referencia", "riferimento"], &[]),
    Field {
        alone: true,
        ..field(Kind::Mail, &["email address", "e-mail address", "email", "e-mail", "mail", "courriel", "correo electronico", "correo", "posta elettronica"], &[])
    },
    field(Kind::Phone, &["fax number", "fax", "telefax"], &[]),
    field(
        Kind::Phone,
        &["phone number", "telephone number", "telephone", "phone", "tel", "telefon", "telefonnummer", "telefono", "mobile"],
        &["fax"],
    ),
    field(Kind::Text, &["payment terms", "terms of payment", "zahlungsbedingungen", "conditions de paiement", "condiciones de pago", "condizioni di pagamento"], &[]),
    field(Kind::Text, &["payment method", "paid by", "method of payment", "zahlungsart", "mode de paiement", "forma de pago", "metodo di pagamento"], &[]),
    Field {
        asked: &["merchant", "shop", "store", "company", "issuer", "sender", "who issued", "who sent", "unternehmen", "entreprise", "empresa", "azienda"],
        alone: true,
        ..field(Kind::Text, &["vendor", "seller", "supplier", "from", "lieferant", "verkaufer", "fournisseur", "vendeur", "proveedor", "vendedor", "fornitore", "venditore"], &["number", "no", "id", "date"])
    },
    Field {
        asked: &["customer", "client", "buyer", "kunde", "cliente", "recipient"],
        ..field(Kind::Text, &["bill to", "billed to", "invoice to", "sold to", "ship to", "customer name", "customer", "client", "kunde", "rechnung an", "facture a", "cliente", "destinatario"], &["number", "no", "id", "nr", "service"])
    },
    field(Kind::Text, &["subject", "betreff", "objet", "asunto", "oggetto", "re"], &[]),
];

/// Words that mean the same to whoever asks, cut down as `terms::stem` does; the first stands for all.
pub(super) const SENSES: &[&[&str]] = &[
    &["price", "pric", "cost", "charg", "charge", "fee"],
    &["begin", "start", "commenc", "began", "begun", "open"],
    &["end", "finish", "conclud", "clos"],
    &["build", "built", "construct", "erect"],
    &["write", "wrote", "written", "author", "writ"],
    &["employee", "employe", "staff", "worker", "workforc"],
    &["buy", "bought", "purchas"],
    &["sell", "sold", "sale", "sal", "sold"],
    &["found", "establish", "foundation"],
    &["leader", "head", "chair", "director", "chairman", "chairwoman", "chairperson", "lead", "led"],
    &["grow", "grew", "growth", "grown", "increas", "rise", "rose", "risen"],
    &["fall", "fell", "fallen", "decreas", "declin", "drop", "dropp"],
    &["total", "sum", "altogether", "overall"],
    &["big", "large", "larg", "largest", "bigg", "biggest", "great"],
    &["pupil", "student", "schoolchildr"],
    &["car", "vehicle", "vehicl", "automobile"],
    &["visitor", "guest", "visit"],
    &["live", "liv", "resid", "inhabitant", "population"],
    &["die", "died", "death", "dead"],
    &["reason", "cause", "caus", "because"],
    &["phone", "telephon", "telephone", "phon"],
    &["quantity", "qty", "piece", "unit", "piec"],
    &["revenue", "revenu", "turnover", "income", "incom"],
    &["deadlin", "deadline"],
    &["meet", "meeting", "met", "session", "gather"],
    &["length", "long", "lengthy"],
    &["height", "tall", "high"],
    &["deep", "depth"],
    &["weight", "weigh", "heavy"],
    &["distanc", "distance", "far"],
    &["speed", "fast"],
    &["width", "wide", "broad"],
    &["fail", "failure", "failur"],
    &["teach", "taught", "teacher"],
    &["win", "won", "winner"],
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
    "kostet", "lautet", "gibt", "le", "la", "les", "un", "une", "du", "de", "des", "et", "ou", "est", "sont", "quel", "quelle", "quels", "quelles", "qui",
    "quand", "ou", "combien", "dans", "sur", "pour", "par", "avec", "au", "aux", "l", "d", "el", "los", "las", "que", "cual",
    "cuando", "donde", "cuanto", "cuantos", "es", "son", "del", "y", "o", "en", "con", "il", "lo", "gli", "uno", "una", "di", "da", "in", "per", "tra", "che", "chi", "quale", "quanto", "quanti", "quando", "dove", "sono", "e", "si", "al", "della", "dello", "dei", "quelle", "quel", "combien", "elle", "c", "quien", "cual", "fue", "s'eleve",
    "number", "amount", "date", "long", "time", "people", "person", "year", "day", "often", "take", "took", "make", "made", "name", "kind", "type", "also", "only", "during", "happen", "happened", "get", "got", "go", "went", "according", "what's", "altogether",
];

/// What stands beside a field's name and names nobody whose field it is, cut down as `terms::stem` does.
pub(super) const WEAK: &[&str] = &[
    "price", "charged", "issu", "issued", "paid", "pay", "give", "given", "list", "includ", "print", "invoic", "invoice", "receipt", "bill", "letter",
    "order", "send", "sent", "bought", "buy", "call", "stat", "stated", "appl", "owe", "owed", "need", "rechnung", "beleg", "factur", "facture",
    "factura", "fattura", "document", "due", "dated", "begin", "store", "shop", "company", "can",
];
