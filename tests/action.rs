//! The shell of `action.yml`, as a runner would run it, with inputs a workflow may give.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests may")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The script of the step `check`: what stands indented below its `run: |`.
fn script() -> String {
    let text = fs::read_to_string("action.yml").unwrap();
    let (_, step) = text.split_once("id: check").unwrap();
    let (_, block) = step.split_once("run: |\n").unwrap();
    block.lines().map(|line| line.strip_prefix("        ").unwrap_or(line).to_owned() + "\n").collect()
}

struct Ran {
    code: Option<i32>,
    out: String,
    output: String,
    summary: String,
}

fn run(folder: &Path, inputs: [(&str, &str); 4]) -> Ran {
    let bin = folder.join("temp/huashu/bin");
    fs::create_dir_all(&bin).unwrap();
    let huashu = bin.join("huashu");
    if !huashu.exists() {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_huashu"), &huashu).unwrap();
    }
    let (output, summary) = (folder.join("output"), folder.join("summary"));
    for file in [&output, &summary] {
        fs::write(file, "").unwrap();
    }
    let ran = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script()])
        .current_dir(folder)
        .envs(inputs)
        .env("RUNNER_TEMP", folder.join("temp"))
        .env("GITHUB_OUTPUT", &output)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .unwrap();
    Ran {
        code: ran.status.code(),
        out: String::from_utf8(ran.stdout).unwrap(),
        output: fs::read_to_string(output).unwrap(),
        summary: fs::read_to_string(summary).unwrap(),
    }
}

#[test]
fn findings_are_annotated_and_the_exit_code_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a rude.txt"), "坐席：这个我们也没办法。\n").unwrap();
    fs::write(folder.path().join("-polite.txt"), "坐席：您好，请问有什么可以帮您？\n").unwrap();
    let inputs =
        |paths, summary| [("PATHS", paths), ("ARGS", "--select\ntone\n"), ("SARIF", "o.sarif"), ("SUMMARY", summary)];

    let rude = run(folder.path(), inputs("a rude.txt\n\n-polite.txt\n", "true"));
    assert_eq!((rude.code, rude.output.as_str()), (Some(1), "exit-code=1\n"));
    assert!(rude.out.starts_with("::error file=a rude.txt,line=1,"), "{}", rude.out);
    assert!(rude.summary.contains("门禁未通过"), "{}", rude.summary);
    assert!(folder.path().join("o.sarif").exists());

    let polite = run(folder.path(), inputs("-polite.txt", "false"));
    assert_eq!((polite.code, polite.output.as_str(), polite.summary.as_str()), (Some(0), "exit-code=0\n", ""));

    let nothing = run(folder.path(), inputs("\n", "true"));
    assert_eq!((nothing.code, nothing.output.as_str()), (Some(2), "exit-code=2\n"));
}
