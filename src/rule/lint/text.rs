//! What a lint says to the author of a rule.

use super::{Level, Lint, LintKind};
use crate::lang::Lang;

impl Level {
    /// Its name, as people read it.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Error => lang.pick("错误", "error"),
            Self::Warning => lang.pick("警告", "warning"),
        }
    }
}

impl Lint {
    /// Place, level, id, message and help, as shown to a person.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let (line, column) = self.place();
        let level = self.kind.level().name(lang);
        let colon = lang.pick("：", ": ");
        format!(
            "{}:{line}:{column}: {level}[{}]{colon}{}\n    {}{}\n",
            self.file.name,
            self.kind.id(),
            self.kind.message(lang),
            lang.pick("怎么办：", "help: "),
            self.kind.help(lang)
        )
    }
}

impl LintKind {
    /// What is odd.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::NoFiringExample => lang.pick("没有一个例子让规则命中", "no example shows the rule firing").into(),
            Self::NoQuietExample => lang.pick("没有一个例子让规则保持安静", "no example shows the rule quiet").into(),
            Self::DuplicatePhrase { phrase, line } if zh => format!("“{phrase}”在第 {line} 行已经写过"),
            Self::DuplicatePhrase { phrase, line } => format!("“{phrase}” is in the list already, on line {line}"),
            Self::ContainedPhrase { phrase, inside } if zh => {
                format!("“{phrase}”包含同一列表的“{inside}”，多写它不会多命中")
            }
            Self::ContainedPhrase { phrase, inside } => {
                format!("“{phrase}” contains “{inside}” of the same list: it adds nothing")
            }
            Self::IdleUnless(pattern) if zh => format!("例外“{pattern}”不可能与任何命中重叠，从不起作用"),
            Self::IdleUnless(pattern) => format!("the exception “{pattern}” can overlap no hit: it never applies"),
            Self::NoLiteral(pattern) if zh => format!("“{pattern}”没有必定出现的字，每一轮都要试一次"),
            Self::NoLiteral(pattern) => {
                format!("“{pattern}” has no characters that every match contains: it is tried on every turn")
            }
            Self::BoundaryBesideChinese(pattern) if zh => {
                format!("“{pattern}”用了词边界，汉字与字母、数字之间没有词边界")
            }
            Self::BoundaryBesideChinese(pattern) => {
                format!("“{pattern}” uses a word boundary; there is none between Chinese and letters or digits")
            }
            Self::NotNormal { written, normal, raw: true } if zh => {
                format!("正则里的“{written}”永远匹配不到：检查前文本已变为“{normal}”")
            }
            Self::NotNormal { written, normal, raw: true } => {
                format!("“{written}” in a regex never matches: before it is searched, text has become “{normal}”")
            }
            Self::NotNormal { written, normal, raw: false } if zh => {
                format!("“{written}”不是规范形式，检查时按“{normal}”匹配")
            }
            Self::NotNormal { written, normal, raw: false } => {
                format!("“{written}” is not in normal form; it is matched as “{normal}”")
            }
            Self::Contradiction { phrase, rule } if zh => format!("这里禁止“{phrase}”，{rule} 却要求说它"),
            Self::Contradiction { phrase, rule } => format!("“{phrase}” is forbidden here and demanded by {rule}"),
            Self::OverlappingDeductions { phrase, count: 1, rule } if zh => {
                format!("{rule} 也禁止“{phrase}”，说一次会扣两次分")
            }
            Self::OverlappingDeductions { phrase, count: 1, rule } => {
                format!("{rule} forbids “{phrase}” as well: said once, it costs twice")
            }
            Self::OverlappingDeductions { phrase, count, rule } if zh => {
                format!("{rule} 也禁止“{phrase}”等 {count} 个说法，说一次会扣两次分")
            }
            Self::OverlappingDeductions { phrase, count, rule } => {
                format!("{rule} forbids “{phrase}” and {} more phrases as well: said once, they cost twice", count - 1)
            }
            Self::UnknownClause { clause, listed: true } if zh => format!("clauses.yaml 里没有条款“{clause}”"),
            Self::UnknownClause { clause, listed: true } => format!("clauses.yaml has no clause “{clause}”"),
            Self::UnknownClause { clause, listed: false } if zh => format!("“{clause}”不是“文件-编号”形式的条款号"),
            Self::UnknownClause { clause, listed: false } => {
                format!("“{clause}” is no clause id of the form document-number")
            }
        }
    }

    /// What to do.
    #[must_use]
    pub const fn help(&self, lang: Lang) -> &'static str {
        match self {
            Self::NoFiringExample => lang.pick("加一个 `fail:` 例子", "add a `fail:` example"),
            Self::NoQuietExample => lang.pick(
                "加一个 `pass:` 例子，最好是容易误报的正常说法",
                "add a `pass:` example, best one that is easily mistaken",
            ),
            Self::DuplicatePhrase { .. } | Self::ContainedPhrase { .. } => lang.pick("去掉它", "take it out"),
            Self::IdleUnless(_) => lang.pick(
                "写成包含命中的整句，或改用 `{ any: […], in: sentence }`",
                "write the whole phrase around the hit, or use `{ any: […], in: sentence }`",
            ),
            Self::NoLiteral(_) => lang.pick("加上一个必定出现的字或词", "add a character or word that is always there"),
            Self::BoundaryBesideChinese(_) => lang.pick(
                "去掉 \\b；需要时写出前后允许的字符，如 [^a-z0-9]",
                "take \\b out; where needed, write the characters around it, e.g. [^a-z0-9]",
            ),
            Self::NotNormal { .. } => {
                lang.pick("用半角、小写、简体书写", "write half-width, lower-case, simplified characters")
            }
            Self::Contradiction { .. } => lang.pick(
                "去掉其中一处，或给禁止加 `unless`、`only`",
                "take one of them out, or give the ban an `unless` or `only`",
            ),
            Self::OverlappingDeductions { .. } => {
                lang.pick("只留在一条规则里，或用 `when` 分开", "leave it to one rule, or part them by `when`")
            }
            Self::UnknownClause { listed: true, .. } => {
                lang.pick("改正条款号，或把它补进 clauses.yaml", "correct the id, or add it to clauses.yaml")
            }
            Self::UnknownClause { listed: false, .. } => lang.pick("写成 S3-13 这样", "write it like S3-13"),
        }
    }
}
