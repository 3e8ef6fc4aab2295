//! The command as a user meets it: the commands of README and pages, and cases one a file in `cli/`.

#[test]
fn commands_do_what_the_pages_say() {
    trycmd::TestCases::new()
        .default_bin_name("huashu")
        .case("README.md")
        .case("README.zh-CN.md")
        .case("docs/drafts.md")
        .case("docs/profiles.md")
        .case("docs/learned.md")
        .case("docs/review.md")
        .case("docs/scorecard.md")
        .case("tests/cli/*.md")
        .insert_var("[EXE]", std::env::consts::EXE_SUFFIX)
        .expect("a variable");
}
