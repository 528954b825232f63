"""The checker's messages in Chinese, each found by the form of the English one."""

from __future__ import annotations

import re

from ..content import Problem
from ..content_words import TITLE_LINE_ZH_MAX, TITLE_LINES_MAX

_TABLE = """
`…` is missing: write these words in both languages
    缺少 `{}`：中文和英文都要写
`…` is missing: add it
    缺少 `{}`：请补上
`…` is not a field of this form: correct its spelling or remove it
    这里不能写 `{}`：改正拼写，或者删掉
`…` is not one of the allowed words: see protocol.schema.json
    `{}` 不在可选的词里：对照 protocol.schema.json 选一个
not an id: use small letters, digits and underscores, beginning with a letter
    名称不合规：只用小写字母、数字和下划线，以字母开头
a way names exactly one of push, escalate, close: see protocol.schema.json
    一个去向只能写 push、escalate、close 中的一个：见 protocol.schema.json
a close has no step: the incident ends there: see protocol.schema.json
    close 就是事件结束，后面没有步骤：删掉 `step`，见 protocol.schema.json
`then` is for push: nobody comes back from the others: see protocol.schema.json
    `then` 只能和 push 一起写，别的去向不会回来：删掉 `then`，见 protocol.schema.json
Expected `…`, got `…`: see protocol.schema.json
    这里要写 `{}`，现在是 `{}`：对照 protocol.schema.json 改
Expected `…` of length …: see protocol.schema.json
    长度或项数不对，应为 {1}：对照 protocol.schema.json 改
Expected `…` matching regex …: see protocol.schema.json
    写法不对，应符合 {1}：对照 protocol.schema.json 改
Expected `…` …: see protocol.schema.json
    数值超出范围，应为 {1}：对照 protocol.schema.json 改
…: see protocol.schema.json
    写法不对（{}）：对照 protocol.schema.json 改
more than … files: split the content
    文件超过 {} 个：把内容分开放
this file is missing: add …
    缺少这个文件：请加上 {}
id `…` is used by …: choose another id
    流程名 `{}` 已被 {} 用了：换一个
not a plain file: put a text file there, or rename it
    这不是普通文件：换成文本文件，或者改名
cannot be read (…): let everybody read this file
    读不了（{}）：让所有人都能读这个文件
larger than … KiB: split the protocol
    超过 {} KiB：把流程拆开
more than … things: write no alias of aliases
    内容超过 {} 项：不要用别名套别名
nested too deep: write it out flat
    嵌套太深：少套几层，摊平来写
not UTF-8: save the file as UTF-8
    不是 UTF-8：把文件存成 UTF-8
not valid YAML: …
    不是合法的 YAML：检查这里的缩进、冒号、引号和括号（{}）
the file must hold `name: value` lines
    文件里要一行行写 `名称: 值`
a name is one word, not a list or a group: write `name: value`
    名称只能是一个词，不能是列表或一组：写成 `名称: 值`
`…` is written twice: keep one
    `{}` 写了两遍：留一个
dead end: give step `…` an answer
    步骤 `{}` 是死路：给它一个回答
answer id `…` is used twice in this step: rename one
    这一步里有两个回答都叫 `{}`：改掉一个
step `…` does not exist: name a step of this protocol
    没有步骤 `{}`：写一个本流程里有的步骤
timer `…` does not exist: add it under timers of this protocol
    没有计时 `{}`：在本流程的 timers 里加上
timer `…` does not exist in any protocol: correct the name
    哪个流程里都没有计时 `{}`：改正名称
picture `…` is not drawn: choose one of …
    没有图 `{}`：从这些里选：{}
source `…` is not in sources.yaml: add it there or correct the id
    sources.yaml 里没有来源 `{}`：在那里加上，或者改正名称
timer `…` does not exist: name a timer of this protocol
    没有计时 `{}`：写一个本流程里有的计时
protocol `…` does not exist: add its file or correct the id
    没有流程 `{}`：加上它的文件，或者改正名称
protocol `…` has no step `…`: name one it has
    流程 `{}` 里没有步骤 `{}`：写一个它有的步骤
protocol `…` is not shared: escalate to it, or mark it `shared: true`
    流程 `{}` 不是共用的：改用 escalate，或者在它那里写 `shared: true`
protocol `…` is shared and would have nothing to return to: push it
    流程 `{}` 是共用的，这样进去就没有地方可回：改用 push
step `…` does not exist: name the step of this protocol to come back to
    没有步骤 `{}`：写回来时到本流程的哪一步
tiles without `mark: unsure`: people who cannot tell need a way too
    选事由里没有 `mark: unsure`：说不清的人也要有路可走，请加上
a question needs exactly one answer with `mark: unsure`
    一个问题要有且只有一个 `mark: unsure` 的回答
a question needs exactly one answer with `worst: true`, its most dangerous branch
    一个问题要有且只有一个 `worst: true` 的回答，就是最危险的那条路
unsure takes the dangerous branch: lead it where `…` leads
    “不确定”要走危险的那条路：去向写得和 `{}` 一样
the most dangerous branch neither ends nor goes back: lead it to what must be done
    最危险的那条路不能结束，也不能返回：引到必须做的那一步
the most dangerous branch and unsure are large keys: remove `minor`
    最危险的回答和“不确定”都要用大按键：删掉 `minor`
answers stand from dangerous to safe: put the worst one before unsure
    回答从危险排到安全：把最危险的放在“不确定”前面
`…` is a way of its own, no step: rename this step
    `{}` 是专用的去向，不能作步骤名：给这一步改名
step `…` has no source: add `sources`, or `clinical: false` if it gives no advice
    步骤 `{}` 没有来源：加上 `sources`；不涉及医疗建议就写 `clinical: false`
hands are busy in compressions: add `critical: true`
    按压时腾不出手：加上 `critical: true`
in a drill nobody could answer this question: add `drill_finding`
    演练时没人答得出这个问题：加上 `drill_finding`
a pattern only sounds where the beat starts: add `beat: start`
    节拍开始了 pattern 才会响：加上 `beat: start`
only while an AED talks is the kiosk quiet: remove `quiet`, or make the step `kind: aed`
    只有 AED 说话时本机才安静：删掉 `quiet`，或者把这一步写成 `kind: aed`
`…` says that somebody called, and only a person's tick may: remove it
    `{}` 表示电话已打，这只能由人来勾：删掉它
coach lines need `repeat_s`, the seconds between them
    有 coach 就要写 `repeat_s`：每句隔几秒
nobody coaches while the AED talks: remove `coach` or `quiet`
    AED 说话时不指导：删掉 `coach` 或 `quiet`
nobody reads or does anything in … s: give `after_s` of at least …
    {} 秒里谁也来不及看、来不及做：`after_s` 至少写 {}
only a person ends an incident, never a timer: lead it to a step
    事件只能由人结束，计时不能：引到一个步骤
a question that nobody answered is not over: lead to a step, or `choose` its unsure answer
    没人回答的问题还没完：引到一个步骤，或者用 `choose` 选“不确定”
nobody answered `…`, so nobody is sure: choose `…`, or lead where it leads
    没人回答 `{}`，就是不确定：选 `{}`，或者引到它去的地方
only a tap begins silence, never a timer: everybody would lose the screen
    静默只能由人点开，计时不能，否则大家都看不到屏幕了：换一个去向
a timer has `goto` or `choose`, not both: keep one
    计时只能写 `goto` 或 `choose` 中的一个：留一个
only a timer of scope `step` may lead somewhere: the person may be at any other step by then
    只有 scope 为 `step` 的计时可以有去向，到时人可能已在别的步骤：改 scope，或者删掉去向
a repeating timer never comes to its `goto` or `choose`: use `ask_again`
    一直重复的计时走不到 `goto` 或 `choose`：改用 `ask_again`
`ask_again` needs a `goto` or `choose` to end with
    写了 `ask_again`，最后要有 `goto` 或 `choose`：请补上
only a timer of scope `incident` can be `lasting`: the others end with their step or the beat
    只有 scope 为 `incident` 的计时可以写 `lasting`，其他的随步骤或节拍结束：删掉它，或者改 scope
a quiet timer says nothing: remove `say` or `quiet`
    安静的计时不说话：删掉 `say` 或 `quiet`
this timer does nothing when it rings: add `say`, `goto` or `choose`
    这个计时到了什么也不做：加上 `say`、`goto` 或 `choose`
timers of scope `beat` belong to the protocol with everybody's `cpr_entry`
    scope 为 `beat` 的计时要放在大家共用的 `cpr_entry` 那个流程里
a timer of scope `beat` starts with the beat: take it out of step `…`
    scope 为 `beat` 的计时随节拍开始：从步骤 `{}` 里拿掉
no step starts this timer: name it in `timers` of a step, or remove it
    没有步骤启动这个计时：写进某一步的 `timers`，或者删掉
step `…` has no answer `…` to choose: correct the id
    步骤 `{}` 没有回答 `{}` 可选：改正名称
`…` has another scope and may not be running: restart timers of the same scope
    `{}` 的 scope 不同，那时可能没在走：只能重启 scope 相同的计时
stages stand in order and end with `after_s`
    stages 要从小到大写，最大不超过 `after_s`
the dock's CPR key must enter compressions with `beat: start`
    底栏的心肺复苏键要进入按压步骤，并且有 `beat: start`：改 `cpr_entry`，或者改那一步
the beat may be silent when `…` leads to `…`: add `beat: start` there
    从 `{0}` 到 `{1}` 时可能没有节拍：在 `{1}` 里加上 `beat: start`
compressions without the beat: use `start` or `keep`
    按压不能没有节拍：`beat` 写 `start` 或 `keep`
lane id `…` is used twice: rename one
    有两个分工都叫 `{}`：改掉一个
every role of a medical protocol is spoken in its turn: add `ask`, which finds somebody
    医疗流程的分工都要轮着念：加上 `ask`，喊人来接手
this role is spoken in its turn: add `say`, to whoever took it
    这个分工会轮着念：加上 `say`，对接手的人说
a role without `ask` is never spoken: add `ask`, or remove `say`
    没有 `ask` 的分工从不念出来：加上 `ask`，或者删掉 `say`
item id `…` is used twice: rename one
    有两项都叫 `{}`：改掉一个
a ticked item can only say that the call is `connected`
    勾一项只能表示电话已接通：写 `connected`
a tick here says that … answered: name … in its words
    勾这一项表示 {} 接了电话：中英文字里都要写明 {}
write what to do in `label`, and what a tick says of the call in `done`
    在 `label` 里写要做什么，在 `done` 里写勾了之后电话的情况
no step has `reached: […]`: add it to the step that stands for it
    没有步骤写 `reached: [{}]`：加到代表它的那一步
nobody goes on with this for somebody who is awake: add `awake`, the step that looks at them again
    人醒了就不能接着做这一步：加上 `awake`，写再看一次的那一步
`…` is no question of this protocol: name the step that looks at them again
    `{}` 不是本流程的提问：写再看一次的那一步
`…` is no step of compressions of this protocol: name one, or leave `cpr` out
    `{}` 不是本流程的按压步骤：写一个按压步骤，或者去掉 `cpr`
no step `…`: correct its name or remove it
    没有步骤 `{}`：改正名称，或者删掉
the goal is stricter than the pass line: make `goal_s` the smaller one
    目标要比及格线更严：`goal_s` 要比 `pass_s` 小
a target needs `sources`, be it only P-proposal
    目标要有 `sources`，哪怕只写 P-proposal
name the guideline editions this was written from
    写明依据的是哪几版指南（editions）
the signature is for another text, or incomplete: have it signed again, or write `review: {}`
    签字不是签的这一版，或者不完整：请重新签，或者写 `review: {{}}`
protocol `…` is missing: the kiosk needs it on every screen
    缺少流程 `{}`，每个屏幕都要用到它：请加上
no protocol has `cpr_entry`: the dock's CPR key would lead nowhere
    没有流程写 `cpr_entry`，底栏的心肺复苏键就没有去处：请加上
only one protocol may have everybody's `cpr_entry`: remove it, or add `cpr_with: …`
    大家共用的 `cpr_entry` 只能有一个：删掉这个，或者加上 `cpr_with: {}`
number 120 is missing: add it
    缺少号码 120：请加上
the card of … calls …: write `number: "…"`
    {} 的电话卡打的却是 {}：写 `number: "{}"`
this card begins with the call: let `first` name a step of `kind: call`
    这张卡从打电话开始：`first` 要写一个 `kind: call` 的步骤
timer `…` exists in … too: names are unique in a pack
    计时 `{}` 在 {} 里也有：全部流程里不能重名，改掉一个
step `…` is never reached: lead an answer or a timer to it, or remove it
    没有路通到步骤 `{}`：用回答或计时引过来，或者删掉
nothing leads to `…`: give it a tile, or push it somewhere
    没有路通到 `{}`：给它一个事由键，或者在某处 push 它
no way out of `…`: let some answer lead on to a return, a close or the handover
    `{}` 走不出去：让某个回答通到返回、结束或交接
pushes lie more than … deep or go round: escalate instead of push somewhere
    push 叠了不止 {} 层，或者绕成了圈：把某处的 push 改成 escalate
`…` is missing: every protocol that people start needs it
    缺少 `{}`：人们直接打开的流程都要有，请补上
what lies below may not look at the breath: add `breathless_entry`, a step of this protocol
    下面的流程可能不看呼吸：加上 `breathless_entry`，写本流程里看呼吸的那一步
`cpr_entry` and `assess_entry` belong together: name both steps, or neither
    `cpr_entry` 和 `assess_entry` 要成对：两个都写，或者都不写
protocol `…` is not shared and would not come back: name a shared one
    流程 `{}` 不是共用的，进去就回不来：写一个共用的
this is about a …, and the compressions would not be: add `cpr_with: …`
    这个流程的病人是 {}，按压却不是为其写的：加上 `cpr_with: {}`
protocol `…` has no `cpr_entry`: name one that has compressions
    流程 `{}` 没有 `cpr_entry`：写一个有按压的流程
`…` is not in numbers.yaml: register it there
    numbers.yaml 里没有 `{}`：在那里登记
`say` is missing: every step is spoken, but in a protocol with `silent: true`
    缺少 `say`：每一步都要读出来，只有 `silent: true` 的流程不用
`…` is silent and stays so: escalate to it, nobody comes back
    `{}` 是静默的，进去就不回来：改用 escalate
a silent protocol never speaks: remove `…`
    静默的流程不出声：删掉 `{}`
out of silence the lobby reads this step: put the desk's part into `for_desk`
    离开静默后大堂会看到这一步：给值班台的话写进 `for_desk`
a silent protocol has no beat, call card or handover: only questions and actions
    静默的流程没有节拍、电话卡和交接：只能有 question 和 action
there are three discreet keys: answers with the ids …, in this order
    隐蔽按键有三个：回答依次叫 {}
only `safe` ends silence: lead the others to a step
    只有 `safe` 能结束静默：其他回答引到一个步骤
a silent protocol leads only to its own steps and to its end
    静默的流程只能去自己的步骤，或者结束：改掉这个去向
no timer answers for people who dare not move: lead it with `goto`
    人不敢动时，计时不能替人回答：改用 `goto`
silence is never laid on something else: remove `shared`, and escalate to it
    静默不能叠在别的流程上：删掉 `shared`，用 escalate 进来
a silent protocol shows nothing: no gate, no lanes
    静默的流程什么也不显示：删掉 `gate` 和 `lanes`
no step of this protocol has `reached: […]`: add it to the step that stands for it
    本流程没有步骤写 `reached: [{}]`：加到代表它的那一步
nothing here leads to `…`: give the step where people wait an answer that pushes it
    这里没有路通到 `{}`：在等待的那一步加一个回答，用 push 打开它
nobody asks whether they are awake and breathe: add `gate: …`, or push it later
    没有问是否清醒、有没有呼吸：加上 `gate: {}`，或者在后面 push 它
`…` explains, and hands are busy: say only what to do
    `{}` 是在解释，这时腾不出手：只说要做什么
nothing is said here: write the words, or leave them out
    这里没有可说的话：写上，或者整个不写
digits in spoken words: write them as they are said (幺二零, five)
    要读的话里有数字：按读音写（幺二零、five）
`…` keeps people from calling for help: nobody is ever told that
    `{}` 会让人不去求救：绝不能这么说，请改掉
`…` stands under the name `…`: write the same digits
    `{}` 写在名称 `{}` 下面：两处号码要一样
`…` is not …: write it digit by digit
    `{}` 读出来不是 {}：一位一位地写
`…` is written `…` here: use one spelling for one Cantonese word
    粤语里 `{}` 统一写成 `{}`：改掉
Latin letters in spoken Chinese: write the word (除颤器 for AED)
    要读的中文里有字母：写成词（AED 写“除颤器”）
`…` has no sound: use Chinese words and marks only
    `{}` 读不出来：只用汉字和中文标点
… characters to hear, … at most here, for hands are busy: shorten or split the step
    要听 {} 个字，这里最多 {} 个，因为腾不出手：改短，或者拆成两步
… characters to hear, … at most here, for …: shorten or split the step
    要听 {} 个字，这里最多 {} 个，人慌了听不进去：改短，或者拆成两步
`…` is no number of numbers.yaml: register it there, or correct it
    numbers.yaml 里没有号码 `{}`：在那里登记，或者改正
`…` has no sound: use plain English words and straight marks
    英文里的 `{}` 读不出来：只用普通英文单词和半角标点
`…` would be spelled out badly: write the word (defibrillator for AED)
    英文 `{}` 会被逐个字母读坏：写成词（AED 写 defibrillator）
… words to hear, … at most here: shorten or split the step
    要听 {} 个英文单词，这里最多 {} 个：改短，或者拆成两步
nothing stands here: write the words
    这里没有字：写上
U+… (…) cannot be shown: use plain words and marks
    U+{}（{}）显示不了：只用普通的字和标点
`{` and `}` stand only around the name of a place of slots.yaml: remove them
    `{{` 和 `}}` 只能括 slots.yaml 里的位置名：删掉
`{…}` is filled only in a detail, by a place of slots.yaml: correct the name or remove it
    `{{{}}}` 只能写在 detail 里，而且要是 slots.yaml 里的位置：改正名称，或者删掉
`…` is a number held apart: write it in one piece, as numbers.yaml has it
    号码 `{}` 被拆开了：连着写，和 numbers.yaml 一样
`…` is no number of numbers.yaml: register it there, or give it a unit
    numbers.yaml 里没有号码 `{}`：在那里登记；不是号码就写上单位
`…` is Chinese in the English words: translate it
    英文里有中文 `{}`：翻译出来
`…` tears English apart in this typeface: use straight marks
    `{}` 会把英文撑开：用半角标点
`…` after Chinese: use the full-width mark
    中文后面是 `{}`：用全角标点
`**` opens and does not close: bold runs need both
    `**` 只有开头没有结尾：加粗前后都要写
`…` may stand only in a do_not list: advise what to do instead
    `{}` 只能写在 do_not 里：这里改说应该怎么做
a title has at most …, broken by `|`: shorten it or split the step
    标题最多 TITLE_LINES 行，每行 TITLE_CHARS 个字，用 `|` 分行：改短，或者拆成两步
… characters wide, … at most here: shorten it
    有 {} 个字宽，这里最多 {} 个：改短
… letters, … at most here: shorten it
    英文有 {} 个字符，这里最多 {} 个：改短
`…` is no place that a branch may fill (a step can not be changed here): use one of …
    `{}` 不是网点可以填的位置（步骤不能在这里改）：从这些里选：{}
U+… in … cannot be shown: use plain words and digits
    {1} 里的 U+{0} 显示不了：只用普通的字和数字
`…` in `…`: give a place or a telephone, no sentence
    `{1}` 里有 `{0}`：只写地点或电话，不要写句子
`…` in `…` could take an instruction back: say only where, or whom to call
    `{1}` 里的 `{0}` 可能让人不照指引做：只说在哪里，或者给谁打电话
`…` may stand only in a do_not list
    `{}` 只能写在 do_not 里：这里删掉
`…` is … characters wide, … at most: shorten it
    `{}` 有 {} 个字宽，最多 {} 个：改短
no way of taps leads from the start to `…`
    从开头怎么按都到不了 `{}`：引一条路过去，或者改 `mark`
too many loops before `…` to prove its limit: let fewer steps lead back
    到 `{}` 之前回头路太多，验证不了限度：少让几步往回走
… taps to `…` by the longest way, … said: … (…)
    最长的路要按 {0} 次才到 `{1}`，写的是 {2} 次：缩短这条路，或者如实写（{4}）
… s to `…` by the slowest way, … said: … (…)
    最慢的路要 {0} 秒才到 `{1}`，写的是 {2} 秒：缩短这条路，或者如实写（{4}）
something here leads to `…`, which does not exist: see `main.py protocols check`
    这里有去向 `{}`，但它不存在：运行 `main.py protocols check` 看是哪里
cannot be read: give a text file in UTF-8
    读不了：请给 UTF-8 的文本文件
no such file: give a text file in UTF-8
    没有这个文件：请给 UTF-8 的文本文件
larger than … KiB: split the script
    超过 {} KiB：把剧本拆开
give the path a name: path: NAME
    给这条路起个名：path: 名称
begin with `path: NAME`
    先写 `path: 名称`
`…` is no verb of a script: write path:, open, tap, wait or dock
    剧本里没有 `{}` 这个词：只能写 path:、open、tap、wait、dock
path `…` begins with `open PROTOCOL`
    `{}` 这条路要从 `open 流程名` 开始
no path yet: write path: NAME, then open PROTOCOL
    还没有路：先写 path: 名称，再写 open 流程名
the incident is closed: end the path here
    事件已经结束：这条路到这里为止
already open: begin a new `path: NAME`
    已经打开过了：另起一条 `path: 名称`
no protocol `…`: correct the id
    没有流程 `{}`：改正名称
dock has …
    底栏只有 {}：写其中一个
`…` is not on the screen …: it has …
    屏幕 {1} 上没有 `{0}`：有 {2}
wait needs whole seconds, 1 to …
    wait 后面写整数秒，1 到 {}
"""
"""The English form with `…` for what is named in it; below it the Chinese one, which has the same names in turn."""


def _rows() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = _TABLE.strip().splitlines()
    table = []
    for english, words in zip(lines[::2], lines[1::2], strict=True):
        form = "(.*?)".join(re.escape(part) for part in english.split("…"))
        words = words.replace("TITLE_LINES", str(TITLE_LINES_MAX)).replace("TITLE_CHARS", f"{TITLE_LINE_ZH_MAX:g}")
        table.append((re.compile(form, re.DOTALL), words.strip()))
    return tuple(table)


_ROWS = _rows()


def chinese(message: str) -> str | None:
    """The message in Chinese; None for one that has no Chinese form yet."""
    for form, words in _ROWS:
        if (found := form.fullmatch(message)) is not None:
            return words.format(*(_once(name) for name in found.groups()))
    return None


def _once(name: str) -> str:
    """What is named, on one line."""
    return " ".join(name.split())


def told(problem: Problem, lang: str = "both") -> str:
    """`file:line: 中文 / English`, or the one asked for; English where there is no Chinese: none is lost."""
    words = chinese(problem.message) if lang != "en" else None
    if words is not None and lang != "zh":
        words = f"{words} / {problem.message}"
    return f"{problem.file}:{problem.line}: {words or problem.message}"
