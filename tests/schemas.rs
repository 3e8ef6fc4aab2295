//! The JSON schemas in docs/schemas/ are those of the types.

use std::fs;
use std::path::PathBuf;

use huashu::schema;

/// `HUASHU_RENEW=1 cargo test --test schemas` writes them anew.
const RENEW: &str = "HUASHU_RENEW";

#[test]
fn the_schemas_are_up_to_date() {
    let all = [
        ("rule", schema::rule()),
        ("config", schema::config()),
        ("transcript", schema::transcript()),
        ("report", schema::report()),
        ("baseline", schema::baseline()),
        ("waivers", schema::waivers()),
        ("review-file", schema::review_file()),
        ("review", schema::review()),
    ];
    for (name, now) in all {
        let path = PathBuf::from(format!("docs/schemas/{name}.json"));
        if std::env::var_os(RENEW).is_some() {
            fs::write(&path, &now).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            known == now,
            "{} is not what the types say; `{RENEW}=1 cargo test --test schemas` renews it. Look at its difference: \
             what was legal should stay so",
            path.display()
        );
    }
}
