//! What goes wrong around a run: full disks, closed pipes, interruptions, damaged and oversized inputs.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn huashu(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huashu"));
    // Two rules are enough, and quicker.
    command.current_dir(folder).args(["check", "--select", "tone/dead-end,tone/impatient", "--fail-on", "never"]);
    command
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8(output.stderr.clone()).unwrap())
}

fn line(id: usize) -> String {
    format!("{{\"id\":\"C{id}\",\"turns\":[{{\"role\":\"agent\",\"text\":\"这个我们也没办法。\"}}]}}\n")
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn calls(n: usize) -> String {
    (0..n).map(line).collect()
}

#[test]
fn a_closed_pipe_is_silent() {
    let folder = folder(&[("a.jsonl", calls(3000).as_bytes())]);
    let mut child = huashu(folder.path()).arg("a.jsonl").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("C0"));
    let (code, stderr) = said(&child.wait_with_output().unwrap());
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_told() {
    let folder = folder(&[("a.jsonl", calls(10).as_bytes())]);
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    let (code, stderr) = said(&huashu(folder.path()).arg("a.jsonl").stdout(full).output().unwrap());
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with("错误：报告写不出去"), "{stderr}");
    let (code, stderr) = said(&huashu(folder.path()).args(["a.jsonl", "-o", "no/where.json"]).output().unwrap());
    assert_eq!(code, Some(2));
    assert!(stderr.contains("no/where.json"), "{stderr}");
}

#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;

    let folder = folder(&[("a.jsonl", calls(10).as_bytes())]);
    let run = |args: &[&str]| said(&huashu(folder.path()).arg("a.jsonl").args(args).output().unwrap());
    assert_eq!(run(&["-o", "/dev/null"]).0, Some(0));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    if Path::new("/dev/full").exists() {
        for args in [["-o", "/dev/full"], ["--report", "json=/dev/full"]] {
            let (code, stderr) = run(&args);
            assert_eq!(code, Some(2), "{stderr}");
            assert!(stderr.starts_with("错误：报告写不出去") || stderr.contains("/dev/full"), "{stderr}");
        }
    }
    fs::write(folder.path().join("kept.txt"), "old").unwrap();
    std::os::unix::fs::symlink("kept.txt", folder.path().join("link.txt")).unwrap();
    assert_eq!(run(&["-o", "link.txt", "--format", "concise"]).0, Some(0));
    assert!(fs::symlink_metadata(folder.path().join("link.txt")).unwrap().is_symlink());
    assert!(fs::read_to_string(folder.path().join("kept.txt")).unwrap().contains("C0"));
}

#[test]
fn what_cannot_be_opened_costs_only_itself() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder(&[("a.jsonl", line(1).as_bytes()), ("locked.jsonl", line(2).as_bytes())]);
    fs::create_dir(folder.path().join("folder.jsonl")).unwrap();
    std::os::unix::fs::symlink("nowhere.jsonl", folder.path().join("broken.jsonl")).unwrap();
    let locked = folder.path().join("locked.jsonl");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read it all the same.
    let refused = File::open(&locked).is_err();
    let run = |paths: &[&str]| {
        let output = huashu(folder.path()).args(paths).args(["--format", "concise"]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, stdout) = run(&["folder.jsonl", "broken.jsonl", "locked.jsonl", "a.jsonl"]);
    assert_eq!(code, Some(2));
    assert!(stdout.contains("C1") && stdout.contains("folder.jsonl: 跳过") && stdout.contains("broken.jsonl: 跳过"));
    assert!(stdout.contains("locked.jsonl: 跳过") == refused, "{stdout}");
    // In a folder as well; a link that leads nowhere is told, too.
    let (_, stdout) = run(&["."]);
    assert!(stdout.contains("C1") && stdout.contains("broken.jsonl: 跳过"), "{stdout}");
}

#[test]
fn files_that_grow_or_shrink_meanwhile_are_read_as_far_as_they_go() {
    let folder = folder(&[("a.jsonl", calls(4000).as_bytes())]);
    let path = folder.path().join("a.jsonl");
    for grow in [true, false] {
        let mut child = huashu(folder.path())
            .args(["a.jsonl", "--format", "json", "--quiet"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            out.read_to_string(&mut text).unwrap();
            text
        });
        let mut file = File::options().append(true).open(&path).unwrap();
        let mut left = 4000;
        while child.try_wait().unwrap().is_none() {
            // Half a line, then the rest of it; or a piece of the last one cut off.
            if grow && left > 0 {
                left -= 1;
                let more = line(5000);
                let (half, rest) = more.split_at(more.len() / 3);
                file.write_all(half.as_bytes()).unwrap();
                file.write_all(rest.as_bytes()).unwrap();
            } else if !grow {
                file.set_len(file.metadata().unwrap().len().saturating_sub(1000)).unwrap();
            }
        }
        let (code, stderr) = said(&child.wait_with_output().unwrap());
        assert!(matches!(code, Some(0 | 2)), "{stderr}");
        let report: serde_json::Value = serde_json::from_str(&reader.join().unwrap()).unwrap();
        let read =
            report["summary"]["conversations"].as_u64().unwrap() + report["summary"]["skipped"].as_u64().unwrap();
        assert!(read > 0 && (!grow || read >= 4000), "{read}");
    }
}

#[test]
fn a_folder_of_ten_thousand_files_is_read() {
    let folder = TempDir::new().unwrap();
    for n in 0..10_000 {
        let text = if n % 5 == 0 { "{\"id\":1".to_owned() } else { line(n) };
        fs::write(folder.path().join(format!("{n:05}.jsonl")), text).unwrap();
    }
    let output = huashu(folder.path()).args([".", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let summary = &report["summary"];
    assert_eq!((&summary["conversations"], &summary["skipped"]), (&8000.into(), &2000.into()));
    assert_eq!(report["skipped"].as_array().unwrap().len(), 2000);
}

#[test]
fn a_file_of_broken_lines_is_told_within_bounds() {
    let mut text = "{\"id\": 5}\n".repeat(30_000);
    text += &line(1);
    let folder = folder(&[("a.jsonl", text.as_bytes())]);
    let output = huashu(folder.path()).args(["a.jsonl", "--format", "json", "--keep-going"]).output().unwrap();
    let (code, stderr) = said(&output);
    assert_eq!(code, Some(0));
    assert!(stderr.lines().count() < 10, "{stderr}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["skipped"], 30_000);
    let skipped = report["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 101);
    assert_eq!((&skipped[100]["source"], &skipped[100]["more"]), (&"a.jsonl".into(), &29_900.into()));
}

#[test]
fn a_line_of_a_hundred_megabytes_is_passed_over() {
    let args = ["-", "--input-format", "jsonl", "--format", "concise"];
    let folder = TempDir::new().unwrap();
    let (megabytes, out) = peak(huashu(folder.path()).args(args), |stdin| {
        stdin.write_all(b"{\"id\":\"X\",\"turns\":[{\"role\":\"agent\",\"text\":\"").unwrap();
        let part = "没办法，".repeat(1 << 16);
        for _ in 0..134 {
            stdin.write_all(part.as_bytes()).unwrap();
        }
        stdin.write_all(b"\"}]}\n").unwrap();
        stdin.write_all(line(1).as_bytes()).unwrap();
    });
    assert!(out.contains("超过 67108864 字节") && out.contains("C1"), "{out}");
    assert!(megabytes < 400, "{megabytes} MB");
}

#[test]
fn names_in_an_archive_lead_nowhere() {
    let folder = TempDir::new().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let archive = inner.join("a.zip");
    let mut zip = zip::ZipWriter::new(File::create(&archive).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in ["../escaped.jsonl", "/tmp/escaped.jsonl", "..\\..\\escaped.jsonl", "a\u{202e}/ok.jsonl"] {
        zip.start_file(name, options).unwrap();
        zip.write_all(line(1).as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let output = huashu(&inner).args(["a.zip", "--format", "json"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["conversations"], 4);
    for conversation in report["conversations"].as_array().unwrap() {
        assert!(conversation["source"].as_str().unwrap().starts_with("a.zip!"), "{conversation}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(&inner).unwrap().count(), 1);
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let folder = folder(&[]);
    let mut child = huashu(folder.path())
        .args(["-", "--input-format", "jsonl", "--format", "json", "-o", "report.json"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(calls(100).as_bytes()).unwrap();
    // The report is begun, and the rest of the input keeps it waiting.
    let begun = || fs::read_dir(folder.path()).unwrap().count() > 0;
    while !begun() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let (code, stderr) = said(&child.wait_with_output().unwrap());
    drop(stdin);
    assert_eq!(code, Some(130), "{stderr}");
    assert!(stderr.contains("已中断") && stderr.contains("没有写出报告文件"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_can_be_read_is_judged() {
    let mut middle = line(1).into_bytes();
    middle.extend(b"{\"id\":\"\xff\"}\n");
    middle.extend(line(2).into_bytes());
    let folder = folder(&[("a.jsonl", &middle), ("b.jsonl", line(3).as_bytes())]);
    let run = |more: &[&str]| {
        let output = huashu(folder.path()).args(["a.jsonl", "missing.jsonl", "b.jsonl"]).args(more).output().unwrap();
        let (code, stderr) = said(&output);
        (code, stderr, String::from_utf8(output.stdout).unwrap())
    };
    let (code, stderr, stdout) = run(&[]);
    assert_eq!(code, Some(2));
    assert!(stdout.contains("C1") && stdout.contains("C2") && stdout.contains("C3"), "{stdout}");
    assert!(stdout.contains("2 条记录读不出来") && stderr.contains("missing.jsonl：怎么办"), "{stdout}{stderr}");
    assert_eq!(run(&["--keep-going"]).0, Some(0));
    let (_, _, json) = run(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&report["summary"]["skipped"], report["skipped"].as_array().unwrap().len()), (&2.into(), 2));
}

#[test]
fn limits_are_told_and_can_be_set() {
    let long = line(1).replace("没办法", &"没办法".repeat(400_000));
    let many = format!("{{\"id\":\"M\",\"turns\":[{}]}}\n", vec![r#"{"role":"agent","text":"好"}"#; 50].join(","));
    let folder = folder(&[("a.jsonl", (long + &line(2)).as_bytes()), ("m.jsonl", many.as_bytes())]);
    let run = |args: &[&str]| {
        let output = huashu(folder.path()).args(args).output().unwrap();
        (said(&output), String::from_utf8(output.stdout).unwrap())
    };
    let ((code, stderr), stdout) = run(&["a.jsonl", "--limit", "record=1M", "--format", "concise"]);
    assert_eq!(code, Some(2));
    assert!(stdout.contains("跳过: 这条记录超过 1048576 字节") && stdout.contains("C2"), "{stdout}");
    assert!(stderr.contains("--limit record=N"), "{stderr}");
    let (_, stdout) = run(&["m.jsonl", "--limit", "turns=10,record=1M", "--format", "concise"]);
    assert!(stdout.contains("这个会话超过 10 轮"), "{stdout}");
    let (_, stdout) = run(&["a.jsonl", "--limit", "file=1M", "--format", "concise"]);
    assert!(stdout.contains("文件超过 1048576 字节"), "{stdout}");
    let ((code, stderr), _) = run(&["m.jsonl", "--limit", "size=3"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("record、turns"), "{stderr}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    for n in 0..300 {
        let sub = folder.path().join(format!("d{}", n % 7));
        fs::create_dir_all(&sub).unwrap();
        fs::write(sub.join(format!("{n}.jsonl")), calls(n % 5 + 1)).unwrap();
    }
    let run = |threads: &str| {
        let args = [".", "--format", "json", "--threads", threads, "--quiet"];
        huashu(folder.path()).args(args).output().unwrap().stdout
    };
    let first = run("1");
    assert!(first.len() > 100_000);
    for threads in ["1", "2", "3"] {
        assert!(run(threads) == first, "{threads} threads");
    }
}

/// What a process has taken of memory at most, in megabytes.
fn peak(command: &mut Command, input: impl FnOnce(&mut dyn Write)) -> (u64, String) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = out.read_to_string(&mut text);
        text
    });
    let mut stdin = std::io::BufWriter::new(child.stdin.take().unwrap());
    input(&mut stdin);
    stdin.flush().unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let kilobytes = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    drop(stdin);
    child.wait().unwrap();
    (kilobytes.unwrap_or(0_u64) >> 10, reader.join().unwrap())
}

#[test]
#[ignore = "takes minutes; run it before a release"]
fn a_million_conversations_and_huge_lines_stay_in_memory() {
    let folder = TempDir::new().unwrap();
    let args = ["-", "--input-format", "jsonl", "--format", "concise"];
    let (megabytes, out) = peak(huashu(folder.path()).args(args), |stdin| {
        for id in 0..1_000_000 {
            stdin.write_all(line(id).as_bytes()).unwrap();
        }
    });
    assert!(out.contains("1000000 个会话"), "{}", &out[out.len() - 300..]);
    assert!(megabytes < 400, "{megabytes} MB");
    // One line of 200 MB: refused, and what follows is judged.
    let (megabytes, out) = peak(huashu(folder.path()).args(args), |stdin| {
        stdin.write_all(b"{\"id\":\"X\",\"turns\":[{\"role\":\"agent\",\"text\":\"").unwrap();
        let part = "没办法，".repeat(1 << 16);
        for _ in 0..267 {
            stdin.write_all(part.as_bytes()).unwrap();
        }
        stdin.write_all(b"\"}]}\n").unwrap();
        stdin.write_all(line(1).as_bytes()).unwrap();
    });
    assert!(out.contains("超过 67108864 字节") && out.contains("C1"), "{out}");
    assert!(megabytes < 400, "{megabytes} MB");
    // A conversation just below the limit.
    let (megabytes, out) = peak(huashu(folder.path()).args(args), |stdin| {
        let mut text = "{\"id\":\"L\",\"turns\":[".to_owned();
        for n in 0..90_000 {
            let _ = write!(text, "{{\"role\":\"agent\",\"text\":\"第{n}句，{}\"}},", "请您稍等，".repeat(30));
        }
        text.pop();
        stdin.write_all((text + "]}\n").as_bytes()).unwrap();
    });
    assert!(out.contains("1 个会话、90000 轮"), "{out}");
    assert!(megabytes < 1500, "{megabytes} MB");
}
