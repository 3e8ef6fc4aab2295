//! Conversations as they come in, from a fixed seed: calls and chats, polite ones mostly, with clocks, holds and cases.

use std::fmt::Write as _;

const OPENINGS: [&str; 6] = [
    "您好，欢迎致电云杉电器，工号三零七为您服务，请问有什么可以帮您？",
    "您好，这里是云杉电器客服中心，很高兴为您服务，请讲。",
    "下午好，云杉电器三零七号客服，请问您需要什么帮助？",
    "您好亲，欢迎光临云杉旗舰店，我是客服小禾，请问有什么可以帮您？",
    "您好请问有什么可以帮到您",
    "您好，让您久等了，请问您是咨询哪款产品？",
];
const MATTERS: [&str; 10] = [
    "我上周买的净水器一直漏水，换了两次滤芯还是漏，你们到底管不管",
    "你好我想问一下这个订单怎么还没发货，都过去三天了",
    "空调不制冷，显示E6，昨天还好好的",
    "我要退货，东西跟图片上的颜色完全不一样",
    "发票开错抬头了，能不能重新开一张",
    "请问这款电饭煲有没有小一点的，家里就两个人",
    "师傅约的上午十点，现在都十二点了人还没来，电话也打不通",
    "我想改一下收货地址可以吗",
    "会员积分怎么少了两百多分",
    "遥控器丢了在哪里能配一个",
];
const QUESTIONS: [&str; 8] = [
    "麻烦您提供一下订单号的后六位，好吗？",
    "请问您贵姓？",
    "请问您是希望维修，还是换一台新的呢？",
    "您的意思是滤芯换过以后接口处仍然渗水，对吗？",
    "请问机器是什么时候购买的？",
    "方便的话请您拍一张接口处的照片发给我，可以吗？",
    "请问您现在方便把机器断电重启一次吗？",
    "您是在我们官方店铺下的单，是吗？",
];
const ANSWERS: [&str; 8] = [
    "后六位是八零二七三一",
    "免贵姓沈",
    "换一台吧，修来修去太麻烦了",
    "对，就是接口那里，一晚上能接半盆水",
    "去年十一月买的，发票还在",
    "等一下，我找找手机",
    "重启过了，没有用",
    "是的",
];
const WAITS: [&str; 4] = [
    "我需要核实一下您的订单，大概一分钟，请您稍等，好吗？",
    "好的沈先生，我帮您查询一下库存，请稍等片刻。",
    "请您稍等，我联系一下负责安装的师傅。",
    "我看一下系统里的登记记录，您别挂机，可以吗？",
];
const RESULTS: [&str; 10] = [
    "沈先生，让您久等了，查到您的机器还在保修期内，可以免费上门更换接头。",
    "非常抱歉给您添麻烦了，您着急的心情我理解，我马上为您登记，今天十八点前给您回电。",
    "已经为您约好明天上午九点到十一点，由李师傅上门，预约单号稍后短信发给您。",
    "这款目前没有小一升的，建议您看看二升的那一款，两个人用刚好。",
    "退货可以的，七天之内不影响二次销售，您在订单页面点申请退货，我这边给您审核。",
    "这个我们也没办法，您去问问物流吧。",
    "发票已经为您重新开具，电子版十分钟内发到您的邮箱，请您注意查收。",
    "应该是吧，我也不太清楚，要不您过两天再打过来？",
    "积分是上个月兑换优惠券扣掉的，明细您可以在会员中心里看到。",
    "您的意思我明白了，我会把这个问题反馈给相关部门处理的",
];
const CLOSINGS: [&str; 5] = [
    "请问还有其他可以帮您的吗？",
    "跟您总结一下：明天上午九点到十一点上门，免费更换，单号稍后短信发您。",
    "感谢您的来电，祝您生活愉快，再见。",
    "不客气，这是我们应该做的，再见。",
    "感谢您的光临，欢迎您收藏我们的店铺，祝您购物愉快～",
];
const THANKS: [&str; 5] = ["好的，谢谢", "没有了，谢谢你啊", "行吧，那我等着", "嗯嗯", "满意满意"];

/// Numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        // Knuth's MMIX constants.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn one_of(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }
}

/// The turns of one conversation and its clock.
struct Talk {
    call: bool,
    clock: f64,
    turns: String,
    events: String,
}

impl Talk {
    fn say(&mut self, numbers: &mut Numbers, role: &str, text: &str) {
        self.clock += if self.call { 0.4 + numbers.below(14) as f64 / 10.0 } else { 4.0 + numbers.below(40) as f64 };
        let comma = if self.turns.is_empty() { "" } else { "," };
        let start = self.clock;
        let _ = write!(self.turns, r#"{comma}{{"role":"{role}","start":{start:.1}"#);
        if self.call {
            self.clock += text.chars().count() as f64 / 4.5;
            let _ = write!(self.turns, r#","end":{:.1}"#, self.clock);
        }
        let _ = write!(self.turns, r#","text":"{text}"}}"#);
    }

    fn hold(&mut self, numbers: &mut Numbers) {
        let seconds = 20.0 + numbers.below(90) as f64;
        if self.call {
            let comma = if self.events.is_empty() { "" } else { "," };
            let (start, end) = (self.clock + 0.5, self.clock + seconds);
            let _ = write!(self.events, r#"{comma}{{"type":"hold","start":{start:.1},"end":{end:.1}}}"#);
        }
        self.clock += seconds;
    }
}

/// Some conversations, one a line.
pub(crate) fn jsonl(conversations: usize) -> String {
    let mut numbers = Numbers(20_261_008);
    let mut out = String::new();
    for n in 0..conversations {
        conversation(n, &mut numbers, &mut out);
    }
    out
}

fn conversation(n: usize, numbers: &mut Numbers, out: &mut String) {
    let call = numbers.below(5) < 3;
    let mut talk = Talk { call, clock: 0.0, turns: String::new(), events: String::new() };
    if !call {
        let matter = numbers.one_of(&MATTERS);
        talk.say(numbers, "customer", matter);
    }
    let opening = numbers.one_of(&OPENINGS);
    talk.say(numbers, "agent", opening);
    for _ in 0..=numbers.below(3) {
        for (role, list) in [("customer", &MATTERS[..]), ("agent", &QUESTIONS), ("customer", &ANSWERS)] {
            let text = numbers.one_of(list);
            talk.say(numbers, role, text);
        }
        if numbers.below(2) == 0 {
            let wait = numbers.one_of(&WAITS);
            talk.say(numbers, "agent", wait);
            talk.say(numbers, "customer", "好的");
            talk.hold(numbers);
        }
        let result = numbers.one_of(&RESULTS);
        talk.say(numbers, "agent", result);
    }
    for (role, list) in [("customer", &THANKS[..]), ("agent", &CLOSINGS), ("customer", &THANKS), ("agent", &CLOSINGS)] {
        let text = numbers.one_of(list);
        talk.say(numbers, role, text);
    }
    let (channel, scene) = if call { ("call", "hotline") } else { ("chat", "aftersale") };
    let class = ["A", "B", "C", "D", "E"][numbers.below(5)];
    let (day, hour) = (1 + n / 100 % 28, 8 + n % 12);
    let _ = writeln!(
        out,
        r#"{{"id":"G{n:06}","channel":"{channel}","direction":"inbound","scene":"{scene}","started_at":"2026-10-{day:02}T{hour:02}:12:00+08:00","agent":{{"id":"A{}","team":"{}组"}},"case":{{"id":"K{n}","class":"{class}","priority":"P{}"}},"ring_count":{},"transfers":0,"turns":[{}],"events":[{}]}}"#,
        numbers.below(40),
        1 + numbers.below(4),
        1 + numbers.below(3),
        1 + numbers.below(4),
        talk.turns,
        talk.events,
    );
}
