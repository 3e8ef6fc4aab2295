//! Mistakes in review files, drawn for the person who filled them in.

use crate::lang::Lang;
use crate::report::mistake::draw_at;
use crate::review::mistake::{Mistake, Place};

/// A mistake: with an excerpt where there is text, else its cell; and what to do.
#[must_use]
pub fn draw(mistake: &Mistake, lang: Lang) -> String {
    let (message, help) = (mistake.kind.message(lang), mistake.kind.help(lang));
    match &mistake.place {
        Place::Text(file, at) => draw_at(file, at, message, help),
        Place::Cell(..) | Place::File(_) => {
            let place = mistake.place.shown(lang);
            let said = format!("{place}{}{message}", lang.pick("：", ": "));
            match help {
                Some(help) => format!("{said}{}{help}", lang.pick("\n  怎么办：", "\n  help: ")),
                None => said,
            }
        }
    }
}
