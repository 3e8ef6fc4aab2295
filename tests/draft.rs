//! `huashu draft` through pipes: a line in, its answer out before the next one is sent.

#![allow(clippy::unwrap_used, reason = "tests may")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

fn draft(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huashu"));
    command.arg("draft").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Exit code, stdout and stderr for an input.
fn all(args: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut child = draft(args).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn every_line_is_answered_at_once() {
    let mut child = draft(&["--watch", "--fix"]).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for (line, answer) in [("已经帮您搞定啦", "已经帮您办好了"), ("把截图发我", "请您把截图发给我，好吗？")]
    {
        writeln!(input, "{line}").unwrap();
        assert_eq!(answers.next().unwrap().unwrap(), answer);
    }
    // Empty lines have no answer.
    writeln!(input, "\n   \n您好，很高兴为您服务。").unwrap();
    assert_eq!(answers.next().unwrap().unwrap(), "您好，很高兴为您服务。");
    drop(input);
    assert!(answers.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_worst_line_decides() {
    let rude = "您好，很高兴为您服务。\n这个我们也没办法。\n您好，请讲。\n";
    let (code, out, _) = all(&["--watch", "--format", "concise"], rude.as_bytes());
    assert_eq!(code, Some(1));
    assert!(out.contains("tone/dead-end"), "{out}");
    assert_eq!(
        all(&["--watch", "--format", "concise"], "您好，请讲。".as_bytes()),
        (Some(0), String::new(), String::new())
    );
    let (code, out, err) = all(&["--watch", "--fix"], b"\xff\xfe\n\xe6\x82\xa8\xe5\xa5\xbd\n");
    assert_eq!((code, out.as_str()), (Some(2), "您好\n"));
    assert!(err.contains("UTF-8"), "{err}");
    assert_eq!(all(&["--watch"], b"").0, Some(0));
}

#[test]
fn with_json_a_line_is_an_object() {
    let (code, out, _) = all(&["--watch", "--format", "json"], "这个我们也没办法。\n您好，请讲。\n".as_bytes());
    assert_eq!(code, Some(1));
    let objects: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[0]["rewritten"], "这个我们可以尝试【具体方案】，您看可以吗？");
    assert_eq!(objects[0]["blanks"], serde_json::json!(["具体方案"]));
    assert!(objects[1].get("rewritten").is_none());
}

#[test]
fn only_the_reply_goes_to_stdout_and_the_rest_decides() {
    let (code, out, err) = all(&["--fix", "-"], "您您好，搞定啦。".as_bytes());
    assert_eq!((code, out.as_str()), (Some(0), "您您好，办好了。\n"), "{err}");
    assert!(err.contains("word/stutter"), "{err}");
    let strict = all(&["--fix", "--fail-on", "notice", "-"], "您您好，搞定啦。".as_bytes());
    assert_eq!(strict.0, Some(1));
}

#[test]
fn what_was_said_before_may_come_through_the_pipe() {
    let so_far = "客户：你们怎么回事，气死我了，三天了还不发货！\n".as_bytes();
    let (code, out, _) = all(&["--context", "-", "--format", "json", "请您提供一下订单号，好吗？"], so_far);
    assert_eq!(code, Some(1), "{out}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["findings"][0]["rule"], "scene/angry-soothe");
    assert!(report["by_context"].as_array().unwrap().iter().any(|j| j["rule"] == "scene/angry-soothe"));
    let (code, _, err) = all(&["--context", "-", "-"], so_far);
    assert_eq!(code, Some(2), "{err}");
}
