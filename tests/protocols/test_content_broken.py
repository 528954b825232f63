"""Each rule of the content, broken once on purpose in a copy of ours: its message comes, with the right line."""

# ruff: noqa: E501 - a case is one broken line, shown whole
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from protocols.content import ContentError, Problem, content_hash, load
from protocols.content_check import check

COLLAPSE, FALL, GATE, RECOVERY = (
    "adult_collapse.yaml",
    "elderly_fall.yaml",
    "danger_gate.yaml",
    "recovery_position.yaml",
)


def problems_in(directory: Path) -> list[Problem]:
    try:
        return check(load(directory))
    except ContentError as error:
        return error.problems


@dataclass(frozen=True)
class Case:
    """`old` becomes `new` in `file`; the problem stands in the line of `new` where `»` is, and says `words`."""

    rule: str
    file: str
    old: str
    new: str
    words: str

    def spoil(self, directory: Path) -> int:
        path = directory / self.file
        text = path.read_text(encoding="utf-8")
        assert self.old in text, f"{self.rule}: the content no longer has {self.old!r}"
        spoiled = text.replace(self.old, self.new, 1)
        line = spoiled[: spoiled.index("»")].count("\n") + 1
        path.write_text(spoiled.replace("»", "", 1), encoding="utf-8")
        return line


FAINT, INFANT, ROBBERY, THREAT = "fainting.yaml", "infant_collapse.yaml", "robbery.yaml", "threat.yaml"
OBEY = "  obey:\n    kind: action\n"
DEPTH = "  depth:\n    kind: compressions\n"
CASES = [
    # --- form
    Case("a field is misspelt", COLLAPSE, DEPTH, "  »depth:\n    knid: compressions\n", "not a field of this form"),
    Case("a kind is unknown", COLLAPSE, DEPTH, "  depth:\n    »kind: compress\n", "not one of the allowed words"),
    Case("a field is missing", COLLAPSE, DEPTH, "  »depth:\n", "`kind` is missing"),
    Case("English is missing", COLLAPSE, "title: {zh: 跟着节拍压, en: Push with the beat}", "»title: {zh: 跟着节拍压}",
         "`en` is missing: write these words in both languages"),
    Case("the spoken form is missing", COLLAPSE, '    say: {zh: 用力压，五到六厘米深。, '
         'en: "Push hard, five to six centimetres deep.", yue: 大力㩒，五至六厘米深。}\n', "»", "`say` is missing"),
    Case("an id has capitals", COLLAPSE, "id: adult_collapse", "»id: Adult", "not an id"),
    Case("a step id has capitals", COLLAPSE, "  depth:\n", "  Depth:\n", "not an id"),
    Case("a thing stands twice", COLLAPSE, "cpr_entry: hands", "cpr_entry: hands\n»first: assess", "written twice"),
    Case("it is no YAML", COLLAPSE, "cpr_entry: hands", "cpr_entry: [hands\n»timers: x", "not valid YAML"),
    Case("a way leads two ways", COLLAPSE, "goto: {push: recovery_position}", "»goto: {push: recovery_position, close: completed}",
         "exactly one of push, escalate, close"),
    Case("a close has a step", COLLAPSE, "goto: {close: completed}", "»goto: {close: completed, step: hands}", "has no step"),
    Case("a time is not a number", COLLAPSE, "    after_s: 105", "    »after_s: soon", "protocol.schema.json"),
    # --- ways
    Case("the first step does not exist", GATE, "first: check", "»first: chekc", "step `chekc` does not exist"),
    Case("an answer leads nowhere", COLLAPSE, "        goto: aed_pads", "        »goto: aed_pad", "step `aed_pad` does not exist"),
    Case("a timer leads nowhere", COLLAPSE, "after_s: 9, quiet: true, goto: depth}", "after_s: 9, quiet: true, »goto: dept}",
         "step `dept` does not exist"),
    Case("a pushed protocol does not exist", COLLAPSE, "goto: {push: danger_gate}", "»goto: {push: danger}",
         "protocol `danger` does not exist"),
    Case("another protocol lacks the step", FALL, "goto: {push: recovery_position, step: airway}",
         "»goto: {push: recovery_position, step: feet}", "has no step `feet`"),
    Case("a protocol of its own is pushed", COLLAPSE, "goto: {push: danger_gate}", "»goto: {push: elderly_fall}", "is not shared"),
    Case("a shared protocol is escalated to", COLLAPSE, "goto: {push: danger_gate}", "»goto: {escalate: danger_gate}",
         "would have nothing to return to"),
    Case("a step is never reached", COLLAPSE, "after_s: 8, quiet: true, goto: recoil}", "after_s: 8, quiet: true, goto: rate}",
         "step `recoil` is never reached"),
    Case("a loop has no exit", GATE, "        goto: check\n      - id: crew\n        minor: true\n        label: {zh: 急救人员到了, "
         "en: Crew is here}\n        goto: {push: handover}", "        goto: unsafe", "no way out of `unsafe`"),
    Case("nothing leads to a protocol", "what_is_wrong.yaml", "goto: {escalate: elderly_fall}", "goto: check",
         "nothing leads to `elderly_fall`"),
    Case("frames lie too deep", "handover.yaml", "goto: return", "goto: {push: danger_gate}", "or go round"),
    # --- unsure
    Case("unsure takes the harmless way", COLLAPSE, "        finding: {zh: 没有反应，不能确定有正常呼吸, en: \"Not responding, "
         "normal breathing not certain\"}\n        goto: hands", "        »goto: stay_with", "unsure takes the dangerous branch"),
    Case("a question has no unsure", RECOVERY, "        mark: unsure\n        label: {zh: 不确定, en: Not sure}\n        note: {zh: 按“有”来做",
         "        mark: go\n        label: {zh: 不确定, en: Not sure}\n        note: {zh: 按“有”来做", "exactly one answer with `mark: unsure`"),
    Case("a question has no worst answer", GATE, "        worst: true\n", "", "exactly one answer with `worst: true`"),
    Case("tiles have no unsure", "what_is_wrong.yaml", "        mark: unsure\n        icon: unsure", "        mark: tile\n        icon: unsure",
         "people who cannot tell"),
    # --- steps
    Case("a step has no source", COLLAPSE, "    sources: [S17, S13b, D-derived]\n", "", "has no source"),
    Case("a source does not exist", COLLAPSE, "    sources: [S17, S13b, D-derived]", "    »sources: [S17, S999]", "source `S999` is not in"),
    Case("a picture is not drawn", COLLAPSE, "    picture: cpr_hands", "    »picture: unicorn", "picture `unicorn` is not drawn"),
    Case("two answers share an id", COLLAPSE, "      - id: i_go_on", "      - »id: swapped", "used twice in this step"),
    Case("hands are busy and nobody minds", COLLAPSE, "    critical: true\n    timers: [depth_next]", "    timers: [depth_next]",
         "add `critical: true`"),
    Case("a drill could not answer", GATE, "    drill_finding: {zh: 和刚才一样。, en: The same as before.}\n", "", "add `drill_finding`"),
    Case("a pattern without a start", COLLAPSE, '    beat: start\n    pattern: "30:2"', '    »pattern: "30:2"', "add `beat: start`"),
    Case("coach lines without a pace", COLLAPSE, "    repeat_s: 15\n    coach: &press_coach", "    »coach: &press_coach", "need `repeat_s`"),
    Case("a coach talks over the AED", COLLAPSE, "    repeat_s: 15\n    coach: &press_coach", "    quiet: true\n    repeat_s: 15\n    »coach:",
         "nobody coaches while the AED talks"),
    # --- beat
    Case("the CPR key does not press", COLLAPSE, "cpr_entry: hands", "»cpr_entry: depth", "must enter compressions with `beat: start`"),
    Case("pressing begins in silence", COLLAPSE, "    beat: start\n    critical: true\n    reached: [shock]",
         "    critical: true\n    reached: [shock]", "the beat may be silent"),
    Case("pressing stops the beat", COLLAPSE, "    beat: start\n    critical: true\n    reached: [shock]",
         "    »beat: stop\n    critical: true\n    reached: [shock]", "compressions without the beat"),
    Case("two protocols have a CPR entry", FALL, "first: still", "first: still\n»cpr_entry: still", "only one protocol may have everybody's"),
    Case("nobody has a CPR entry", COLLAPSE, "cpr_entry: hands\n", "", "no protocol has `cpr_entry`"),
    # --- timers
    Case("a timer does not exist", COLLAPSE, "    timers: [hands_next]", "    »timers: [hands_nxt]", "timer `hands_nxt` does not exist"),
    Case("a stopped timer does not exist", COLLAPSE, "    stops: [turn_side]", "    »stops: [turn_sid]", "`turn_sid` does not exist in any"),
    Case("a restarted timer does not exist", COLLAPSE, "    restarts: [swap_warning]", "    »restarts: [warning]", "`warning` does not exist"),
    Case("a timer is never started", COLLAPSE, "    timers: [stay_recheck]\n", "", "no step starts this timer"),
    Case("two timers share a name", FALL, "  stay_look:\n", "  »stay_recheck:\n", "timer `stay_recheck` exists in adult_collapse.yaml too"),
    Case("a timer goes and chooses", COLLAPSE, "    after_s: 10\n    choose: unsure", "    after_s: 10\n    goto: press\n    choose: unsure",
         "`goto` or `choose`, not both"),
    Case("a lasting timer leads somewhere", RECOVERY, "    after_s: 1800\n    repeat: true\n", "    after_s: 1800\n    goto: watch\n",
         "only a timer of scope `step` may lead"),
    Case("a repeating timer leads somewhere", RECOVERY, "    after_s: 25\n    repeat: true\n", "    after_s: 25\n    repeat: true\n    goto: watch\n",
         "never comes to its `goto`"),
    Case("asking again without an end", RECOVERY, "    after_s: 25\n    repeat: true\n", "    after_s: 25\n    ask_again: 1\n", "to end with"),
    Case("a quiet timer speaks", COLLAPSE, "    ask_again: 1\n    say:", "    ask_again: 1\n    quiet: true\n    say:", "a quiet timer says nothing"),
    Case("a timer does nothing", FALL, "after_s: 300, goto: ask_again}", "after_s: 300}", "does nothing when it rings"),
    Case("a beat timer elsewhere", FALL, "  stay_look:\n", "  stay_look:\n    scope: beat\n", "belong to the protocol with everybody's `cpr_entry`"),
    Case("a beat timer in a step", COLLAPSE, "    timers: [depth_next]", "    timers: [depth_next, swap]", "starts with the beat: take it out"),
    Case("a timer chooses what is not there", COLLAPSE, "    choose: unsure\n  hands_next", "    choose: dunno\n  hands_next",
         "has no answer `dunno` to choose"),
    Case("a restart across scopes", COLLAPSE, "    restarts: [swap_warning]", "    restarts: [stay_recheck]", "has another scope"),
    Case("a step's timer lasts", FALL, "  stay_look:\n", "  stay_look:\n    lasting: true\n", "can be `lasting`"),
    Case("stages out of order", FALL, "    stages: [600, 1800, 3600]", "    stages: [1800, 600, 3600]", "stages stand in order"),
    # --- lanes, targets, review
    Case("two lanes share an id", COLLAPSE, "  - id: caller", "  - »id: presser", "lane id `presser` is used twice"),
    Case("two items share an id", COLLAPSE, "      - {id: stay_on,", "      - {»id: connected,", "item id `connected` is used twice"),
    Case("a role is off at no step", COLLAPSE, "off_at: &off_at_pressing [assess,", "»off_at: &off_at_pressing [asess,", "no step `asess`"),
    Case("pressing goes on for somebody awake", COLLAPSE, "    awake: responds_check\n    sources: [S17, S13b, D-derived]", "    sources: [S17, S13b, D-derived]", "add `awake`"),
    Case("cpr leads to no compressions", COLLAPSE, "    cpr: press_aed\n    sources: [S46, S67]\n", "    »cpr: assess\n    sources: [S46, S67]\n", "is no step of compressions"),
    Case("awake leads to no question", COLLAPSE, "    awake: responds_check\n    sources: [S17, S13b, D-derived]", "    »awake: press\n    sources: [S17, S13b, D-derived]", "is no question of this protocol"),
    Case("a look at the breath that is no step", "choking.yaml", "breathless_entry: look", "»breathless_entry: luck", "step `luck` does not exist"),
    Case("short of breath leads nowhere", GATE, "breathless_entry: breathless\n", "", "what lies below may not look at the breath"),
    Case("a tick says that a call failed", COLLAPSE, "call_state: connected,", "»call_state: failed,", "can only say that the call is"),
    Case("a tick of the call has no words of its own", COLLAPSE, "label: {zh: 打 120，通了打勾, en: \"Call 120, tick when answered\"}, done: {zh: 120 已接通, en: 120 answered}, ",
         "»label: {zh: 打 120，通了打勾, en: \"Call 120, tick when answered\"}, ", "write what to do in `label`"),
    Case("a role of an emergency is never spoken", FALL, "    ask: {zh: 谁来陪着他？, en: \"Who stays beside them?\", yue: 邊個嚟陪住佢？}\n", "", "add `ask`, which finds somebody"),
    Case("a spoken role has a silent item", COLLAPSE, ",\n         say: {zh: 引路的：把通道清出来。, en: \"Door: clear the way.\", yue: 帶路嗰個：清條路出嚟。},", ",", "add `say`, to whoever took it"),
    Case("an item of an unspoken role speaks", THREAT, "      - {id: away,", "      - {id: away, »say: {zh: 好, en: Good},", "a role without `ask` is never spoken"),
    Case("a role is spoken at length", COLLAPSE, "say: {zh: 引路的：把通道清出来。,", "»say: {zh: 引路的同事请你马上把通道全部清出来。,", "15 at most here"),
    Case("a target is never reached", COLLAPSE, "  - mark: pads_on", "  - »mark: pads_off", "no step has `reached: [pads_off]`"),
    Case("a goal is laxer than the pass line", COLLAPSE, "    goal_s: 150\n    pass_s: 240", "    »goal_s: 250\n    pass_s: 240", "stricter"),
    Case("a target has an unknown source", COLLAPSE, "    sources: [P-proposal, S43a]", "    »sources: [S999]", "source `S999` is not in"),
    Case("a target has no source", COLLAPSE, "    sources: [P-proposal, S43a]\n", "", "a target needs `sources`"),
    Case("no edition is named", GATE, "editions: [RCUK 2025, ERC 2025]", "»editions: []", "name the guideline editions"),
    Case("a signature is for another text", GATE, "review: {}", "»review: {reviewer: A, date: 2026-11-01, content_hash: abc}",
         "the signature is for another text"),
    # --- what every protocol has
    Case("a protocol has no family", FAINT, "family: medical\n", "", "`family` is missing: every protocol"),
    Case("a protocol has no key act", FAINT, "key: {mark: faint_lying, taps: 1, seconds: 15, sources: [M12, P-proposal]}\n", "", "`key` is missing: every protocol"),
    Case("a key act is never done", FAINT, "key: {mark: faint_lying", "»key: {mark: faint_flying", "no step of this protocol has `reached: [faint_flying]`"),
    Case("a key act has an unknown source", FAINT, "key: {mark: faint_lying, taps: 1, seconds: 15, sources: [M12, P-proposal]}", "»key: {mark: faint_lying, taps: 1, seconds: 15, sources: [S999]}", "source `S999` is not in"),
    Case("a gate does not exist", FAINT, "gate: entry_gate", "»gate: entry_gait", "protocol `entry_gait` does not exist"),
    Case("a gate would not come back", FAINT, "gate: entry_gate", "»gate: elderly_fall", "not shared and would not come back"),
    Case("nobody asks whether they breathe", FAINT, "gate: entry_gate\n", "", "nobody asks whether they are awake and breathe"),
    Case("compressions of somebody who has none", INFANT, "cpr_with: infant_collapse", "»cpr_with: elderly_fall", "has no `cpr_entry`"),
    Case("compressions of nobody", INFANT, "cpr_with: infant_collapse", "»cpr_with: nobody", "protocol `nobody` does not exist"),
    Case("compressions without the first look", INFANT, "assess_entry: assess\n", "", "`cpr_entry` and `assess_entry` belong together"),
    Case("coaching that ends with a call to a number that nobody registered", "heat.yaml", 'until_call: "120"', '»until_call: "911"', "`911` is not in numbers.yaml"),
    Case("a call to a number that nobody registered", "call_110.yaml", 'number: "110"', '»number: "911"', "`911` is not in numbers.yaml"),
    # --- silence
    Case("a silent step speaks", ROBBERY, OBEY, OBEY + "    say: {zh: 照做。, en: Do as told.}\n", "a silent protocol never speaks: remove `say`"),
    Case("a silent step coaches", ROBBERY, OBEY, OBEY + "    repeat_s: 20\n    coach: [{zh: 照做。, en: Do as told.}]\n", "remove `coach`"),
    Case("a silent timer speaks", ROBBERY, "  robbery_look: {", "»  robbery_look: {say: {zh: 记住。, en: Remember.}, ", "never speaks: remove `say`"),
    Case("out of silence the desk is told", ROBBERY, "先止血。", "»先止血。值班台：问清。", "put the desk's part into `for_desk`"),
    Case("a silent step calls aloud", ROBBERY, "    kind: action\n    title: {zh: 照做。手放在", "    kind: call\n    title: {zh: 照做。手放在", "only questions and actions"),
    Case("a silent screen has a fourth key", ROBBERY, "      - id: still\n        mark: go\n        label: {zh: 还在, en: Still here}\n        finding: {zh: 抢劫的人还在, en: The robber is still here}\n        goto: look",
         "      - {id: extra, label: {zh: 多, en: More}, goto: look}\n      - id: still\n        mark: go\n        label: {zh: 还在, en: Still here}\n        goto: look", "there are three discreet keys"),
    Case("a silent way leads to a spoken piece", ROBBERY, "        goto: lock\n", "        goto: {push: call_110}\n", "leads only to its own steps"),
    Case("a silent protocol shows a gate", ROBBERY, "silent: true", "silent: true\n»gate: entry_gate", "shows nothing: no gate, no lanes"),
    Case("silence is pushed and stays", "fraud.yaml", "        goto: {escalate: fraud_silent}", "        »goto: {push: fraud_silent}", "is not shared"),
    # --- words
    Case("somebody is told not to worry", FALL, "zh: 不催，不拉。他想歇就歇着", "»zh: 放心。他想歇就歇着", "may stand only in a do_not list"),
    Case("a diagnosis is made", FALL, "zh: 不催，不拉。他想歇就歇着", "»zh: 这是中风。他想歇就歇着", "may stand only in a do_not list"),
    Case("a why is told to busy hands", COLLAPSE, "say: {zh: 压完松劲，", "»say: {zh: 为了回血，", "explains, and hands are busy"),
    Case("a place of the branch that is none", FAINT, "detail: {zh: 就地躺下，不走去沙发。松开领口，请大家散开。", "detail: {»zh: '就地躺在{sofa}。'", "is filled only in a detail"),
    Case("a place of the branch in a label", FAINT, "label: {zh: 躺下了, en", "label: {»zh: '在{kit_place}', en", "is filled only in a detail"),
    Case("a default wider than its room", "slots.yaml", "default: {zh: 正门, en: the main door}", "»default: {zh: 正门左边第二根柱子后面的小门一直往里走, en: the main door}", "characters wide, 16 at most"),
    Case("a reminder is too long", FAINT, "tell:\n  - {zh: ", "tell:\n  - {»zh: 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十", "24 at most"),
    Case("digits are spoken", COLLAPSE, "say: {zh: 用力压，五到六厘米深。", "»say: {zh: 用力压，5到6厘米深。", "digits in spoken words"),
    Case("letters are spoken in Chinese", COLLAPSE, "say: {zh: 打开除颤器电源", "»say: {zh: 打开 AED 电源", "Latin letters in spoken Chinese"),
    Case("a sign has no sound", COLLAPSE, "say: {zh: 压完松劲，", "»say: {zh: 压完松劲～", "has no sound"),
    Case("English has an unsayable sign", COLLAPSE, 'en: "Push with the beat. Don\'t stop.", yue: 跟住拍子㩒', '»en: "Push & push.", yue: 跟住拍子㩒',
         "has no sound"),
    Case("English spells letters", COLLAPSE, "en: Turn on the defibrillator. Do what it says.", "»en: Turn on the AED. Do what it says.",
         "would be spelled out badly"),
    Case("Chinese is too long for busy hands", COLLAPSE, "say: {zh: 跟着节拍压，不要停。", "»say: {zh: 跟着节拍一下一下地压，千万不要停。",
         "hands are busy"),
    Case("Chinese is too long", FALL, "zh: 他醒着吗？呼吸正常吗？, en: \"Are", "»zh: 请您现在仔细看一看，他是不是还醒着，再看看他的呼吸是不是和平时一样。, en: \"Are",
         "fear makes people deaf"),
    Case("English is too long", FALL, 'en: "Are they awake? Breathing normally?"',
         '»en: "Please look now very carefully whether they are still awake and whether they are breathing as they usually do."', "words to hear"),
    Case("a spoken number is not registered", FALL, "马上打幺二零。, en", "»马上打幺二二。, en", "`幺二二` is no number of numbers.yaml"),
    Case("an English number is not registered", FALL, 'en: "Do not lift. Leave them as they lie. Call one two zero."',
         '»en: "Do not lift. Leave them as they lie. Call nine one one."', "`nine one one` is no number"),
    Case("a shown number is not registered", FALL, "zh: 打 120，看着念", "»zh: 打 999，看着念", "`999` is no number of numbers.yaml"),
    Case("English has full-width marks", COLLAPSE, 'en: "Watch the chest.|Breathing normally?"}', '»en: "Watch the chest。"}', "use straight marks"),
    Case("Chinese has narrow marks", COLLAPSE, "zh: 用力压，快压", "»zh: 用力压;快压", "use the full-width mark"),
    Case("bold does not close", COLLAPSE, "zh: 压下 **5–6 厘米**", "»zh: 压下 **5–6 厘米", "opens and does not close"),
    Case("a folk act is advised", FALL, "zh: 跪下来，叫他。", "»zh: 先掐人中。", "may stand only in a do_not list"),
    Case("a promise is made", FALL, "zh: 不催，不拉。他想歇就歇着", "»zh: 我们保证没事。他想歇就歇着", "may stand only in a do_not list"),
    Case("a title is too long", COLLAPSE, "title: {zh: 跟着节拍压,", "title: {»zh: 请跟着屏幕上的节拍一直压,", "a title has at most"),
    Case("an English title is too long", COLLAPSE, "en: Push with the beat}", "»en: Push with the beat that you can hear and see on this screen}",
         "letters, 48 at most"),
    # --- what somebody could slip in
    Case("words turn around", FAINT, "zh: 就地躺下，不走去沙发。松开领口，请大家散开。, en", "»zh: \"\\u202e就地躺下。\", en", "U+202E (RIGHT-TO-LEFT OVERRIDE) cannot be shown"),
    Case("a drawn sign is shown", FAINT, "zh: 马上躺下，", "»zh: 马上躺下😀，", "U+1F600"),
    Case("a tag is shown", FAINT, "zh: 就地躺下，不走去沙发。", "»zh: <b>就地</b>躺下。", "U+003C"),
    Case("nothing is shown", FAINT, "label: {zh: 躺下了, en: Lying down}", "label: {zh: 躺下了, »en: \"-\"}", "nothing stands here"),
    Case("nothing is said", FAINT, 'en: "Lie down right here, at once. No standing. Loosen the collar."', '»en: " . "', "nothing is said here"),
    Case("Chinese stands in the English", FAINT, "en: Lying down}", "»en: 躺下了}", "is Chinese in the English words"),
    Case("a brace stands alone", FAINT, "zh: 就地躺下，不走去沙发。松开领口，请大家散开。, en", "»zh: '就地躺下{。', en", "stand only around the name of a place"),
    Case("a number is held apart", FAINT, "zh: 就地躺下，不走去沙发。", "»zh: 打 9 1 1，不走去沙发。", "is a number held apart"),
    Case("a spoken number is held apart", FALL, "马上打幺二零。, en", "»马上打九、一、一。, en", "`九、一、一` is no number"),
    Case("an English number has commas", FALL, "Leave them as they lie. Call one two zero.", "Leave them as they lie. »Call nine, one, one.", "`nine, one, one` is no number"),
    Case("a do-not list has a number of nobody", FAINT, "  - {zh: 不要坐在椅子上低头", "  - {»zh: 不要打 999", "`999` is no number"),
    Case("calling is talked out of", FAINT, "zh: 就地躺下，不走去沙发。", "»zh: 就地躺下，先不用打 120。", "keeps people from calling"),
    Case("calling stands in a do-not list", FAINT, "  - {zh: 不要坐在椅子上低头", "  - {»zh: 不要叫救护车", "keeps people from calling"),
    Case("a promise is cut in two", FAINT, "zh: 就地躺下，不走去沙发。", "»zh: 就地躺下，没**事的**。", "`没事的` may stand only"),
    Case("two spellings of one Cantonese word", FAINT, "yue: 即刻原地瞓低，", "»yue: 俾佢瞓低，", "`俾` is written `畀`"),
    Case("a promise in Cantonese", FAINT, "yue: 即刻原地瞓低，", "»yue: 保證冇事，", "`保證` may stand only"),
    Case("a diagnosis in other words", FAINT, 'finding: {zh: 要晕，躺下就喘', 'finding: {»zh: 脑出血，躺下就喘', "may stand only in a do_not list"),
    Case("a role is too long", COLLAPSE, "role: {zh: 电话, en", "role: {»zh: 负责打电话并且一直不挂断的人, en", "9 at most"),
    Case("a number has other digits", "numbers.yaml", 'digits: "120"', '»digits: "110"', "stands under the name `120`"),
    Case("a number is said as another", "numbers.yaml", "spoken: {zh: 幺二零,", "spoken: {»zh: 幺幺零,", "is not 120"),
    Case("the card of 120 calls another", "call_120.yaml", "    kind: call\n", "    kind: call\n    »number: \"110\"\n", "the card of 120 calls 110"),
    Case("the card of 120 does not call", "call_120.yaml", "    kind: call\n", "    kind: action\n", "this card begins with the call"),
    Case("a default takes an instruction back", "slots.yaml", "default: {zh: 看墙上的 AED 标志", "»default: {zh: 不用 AED", "could take an instruction back"),
    Case("a step claims a call", FAINT, "reached: [faint_lying]", "»reached: [faint_lying, call_120]", "only a person's tick may"),
    Case("a tick of something else claims a call", COLLAPSE, "label: {zh: 打 120，通了打勾, en", "»label: {zh: 电话给我, en", "name 120 in its words"),
    Case("the kiosk is quiet without an AED", FAINT, "    repeat_s: 20\n    reached: [faint_lying]", "    »quiet: true\n    reached: [faint_lying]", "only while an AED talks"),
    Case("the worst goes back", "entry_gate.yaml", "        finding: {zh: 没有反应，没有正常呼吸, en: \"Not responding, not breathing normally\"}\n        goto: cpr",
         "        »goto: return", "neither ends nor goes back"),
    Case("the worst is a small key", "entry_gate.yaml", "        worst: true\n", "        worst: true\n        minor: true\n", "are large keys"),
    Case("nobody answered and is sure", COLLAPSE, "    choose: unsure\n  hands_next", "    choose: responds\n  hands_next", "nobody is sure"),
    Case("a timer runs before anybody reads", COLLAPSE, "after_s: 9, quiet: true, goto: depth}", "after_s: 0.1, quiet: true, goto: depth}", "nobody reads or does anything in 0.1 s"),
    Case("a timer ends the incident", FALL, "after_s: 300, goto: ask_again}", "after_s: 300, goto: {close: completed}}", "only a person ends an incident"),
    Case("a timer begins silence", FALL, "after_s: 300, goto: ask_again}", "after_s: 300, goto: {escalate: robbery}}", "only a tap begins silence"),
    Case("a baby gets the compressions of a grown-up", "choking_infant.yaml", "cpr_with: infant_collapse\n", "", "the compressions would not be"),
    Case("silence is shared", ROBBERY, "silent: true", "silent: true\n»shared: true", "silence is never laid on something else"),
    Case("a worse turn ends silence", ROBBERY, "        goto: worse\n", "        »goto: {close: completed}\n", "only `safe` ends silence"),
    Case("a timer answers in silence", ROBBERY, "goto: no_reply}\n  robbery_look", "»choose: safe}\n  robbery_look", "no timer answers for people who dare not move"),
    Case("a timer ends silence", ROBBERY, "goto: no_reply}\n  robbery_look", "goto: {close: completed}}\n  robbery_look", "only a person ends an incident"),
    Case("a name is a list", FAINT, "id: fainting", "»? [a, b]\n: c\nid: fainting", "a name is one word"),
    Case("a count is endless", FAINT, "version: 1", "»version: " + "9" * 5000, "protocol.schema.json"),
    Case("a label is too long", COLLAPSE, "label: {zh: 有人换了，继续压", "label: {»zh: 有人换了，所以我们现在继续往下压", "12 at most"),
    Case("an English label is too long", COLLAPSE, "en: Swapped}", '»en: "Someone else took over, so we go on"}', "33 at most"),
]  # fmt: skip
ELSEWHERE = {  # the message stands where the reader must act, which is not where this test broke it
    "a step is never reached": (COLLAPSE, "  recoil:\n"),
    "a loop has no exit": (GATE, "  unsafe:\n"),
    "pressing goes on for somebody awake": (COLLAPSE, "  depth:\n"),
    "nothing leads to a protocol": (FALL, "id: elderly_fall"),
    "frames lie too deep": ("handover.yaml", "id: handover"),
    "a question has no unsure": (RECOVERY, "    answers:\n      - id: injured"),
    "a question has no worst answer": (GATE, "    answers:\n      - id: not_breathing"),
    "tiles have no unsure": ("what_is_wrong.yaml", "    answers:\n      - id: collapse"),
    "a step has no source": (COLLAPSE, "  depth:\n"),
    "hands are busy and nobody minds": (COLLAPSE, "    kind: compressions\n    title: {zh: 用力压下"),
    "a drill could not answer": (GATE, "  check:"),
    "pressing begins in silence": (COLLAPSE, "  press_shocked:\n"),
    "a timer is never started": (COLLAPSE, "  stay_recheck:\n"),
    "a timer goes and chooses": (COLLAPSE, "  responds_look:\n"),
    "a lasting timer leads somewhere": (RECOVERY, "  turn_side:\n"),
    "a repeating timer leads somewhere": (RECOVERY, "  recheck_again:\n"),
    "asking again without an end": (RECOVERY, "  recheck_again:\n"),
    "a quiet timer speaks": (COLLAPSE, "  breathing_check:\n"),
    "a timer does nothing": (FALL, "  ask_at_5:"),
    "a beat timer elsewhere": (FALL, "  stay_look:\n"),
    "a beat timer in a step": (COLLAPSE, "  swap:\n"),
    "a timer chooses what is not there": (COLLAPSE, "  breathing_check:\n"),
    "a restart across scopes": (COLLAPSE, "  swap:\n"),
    "a step's timer lasts": (FALL, "  stay_look:\n"),
    "stages out of order": (FALL, "  floor:\n"),
    "a role of an emergency is never spoken": (FALL, "  - id: beside"),
    "a spoken role has a silent item": (COLLAPSE, "      - {id: clear,"),
    "a target has no source": (COLLAPSE, "  - mark: first_compression"),
    "a step id has capitals": (COLLAPSE, "steps:\n"),
    "nobody has a CPR entry": (COLLAPSE, "# yaml-language-server"),
    "the spoken form is missing": (COLLAPSE, "  depth:\n"),
    "a protocol has no family": (FAINT, "# yaml-language-server"),
    "a protocol has no key act": (FAINT, "# yaml-language-server"),
    "nobody asks whether they breathe": (FAINT, "# yaml-language-server"),
    "compressions without the first look": (INFANT, "cpr_entry: hands"),
    "short of breath leads nowhere": (GATE, "        goto: return_breathless"),
    "the card of 120 does not call": ("call_120.yaml", "first: call"),
    "a tick of something else claims a call": (COLLAPSE, "      - {id: connected"),
    "a timer runs before anybody reads": (COLLAPSE, "  hands_next:"),
    "nobody answered and is sure": (COLLAPSE, "  breathing_check:\n"),
    "the worst is a small key": ("entry_gate.yaml", "      - id: not_breathing"),
    "a timer ends the incident": (FALL, "  ask_at_5:"),
    "a timer begins silence": (FALL, "  ask_at_5:"),
    "a baby gets the compressions of a grown-up": ("choking_infant.yaml", "# yaml-language-server"),
    "a timer ends silence": (ROBBERY, "  robbery_quiet:"),
    "a silent step speaks": (ROBBERY, "    say:"),
    "a silent step coaches": (ROBBERY, "    coach:"),
    "a silent step calls aloud": (ROBBERY, "  obey:\n"),
    "a silent screen has a fourth key": (ROBBERY, "    answers:\n"),
    "a silent way leads to a spoken piece": (ROBBERY, "    answers:\n"),
}


@pytest.mark.parametrize("case", [c for c in CASES if c.words], ids=lambda c: c.rule.replace(" ", "_"))
def test_a_broken_rule_is_reported_at_its_line(case: Case, copy: Path) -> None:
    file = case.file
    if case.rule in ELSEWHERE:
        path = copy / file
        text = path.read_text(encoding="utf-8")
        assert case.old in text, f"the content no longer has {case.old!r}"
        path.write_text(text.replace(case.old, case.new.replace("»", ""), 1), encoding="utf-8")
        file, marker = ELSEWHERE[case.rule]
        text = (copy / file).read_text(encoding="utf-8")
        line = text[: text.index(marker)].count("\n") + 1
    else:
        line = case.spoil(copy)
    found = problems_in(copy)
    matching = [p for p in found if case.words in p.message]
    assert matching, f"nobody noticed that {case.rule}: {[str(p) for p in found]}"
    assert (str(copy / file), line) in [(p.file, p.line) for p in matching], [str(p) for p in matching]
    assert re.fullmatch(r".+\.yaml:\d+: .+", str(matching[0]))


def test_a_step_without_answers_is_a_dead_end(copy: Path) -> None:
    path = copy / "call_120.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("    answers:")], encoding="utf-8")
    found = [p for p in problems_in(copy) if "dead end" in p.message]
    assert [p.line for p in found] == [text[: text.index("  call:\n")].count("\n") + 1]


def test_a_missing_protocol_of_the_dock_is_named(copy: Path) -> None:
    (copy / "danger_gate.yaml").unlink()
    assert "protocol `danger_gate` is missing" in " ".join(p.message for p in problems_in(copy))


def test_number_120_must_be_registered(copy: Path) -> None:
    path = copy / "numbers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"120":', '"121":', 1), encoding="utf-8")
    assert "number 120 is missing" in " ".join(p.message for p in problems_in(copy))


def test_a_signature_holds_until_a_word_is_changed(copy: Path) -> None:
    path = copy / "handover.yaml"
    text = path.read_text(encoding="utf-8")
    signed = content_hash(yaml.safe_load(text))
    review = f"review: {{reviewer: Dr A, role: doctor, date: 2026-11-01, content_hash: {signed}}}"
    path.write_text(text.replace("review: {}", review), encoding="utf-8")
    assert load(copy).protocols["handover"].review.signed
    path.write_text(path.read_text(encoding="utf-8").replace("30 秒", "31 秒"), encoding="utf-8")
    assert not load(copy).protocols["handover"].review.signed
    assert "the signature is for another text" in " ".join(p.message for p in problems_in(copy))


def test_cantonese_is_optional_and_linted_too(copy: Path) -> None:
    path = copy / "handover.yaml"
    text = path.read_text(encoding="utf-8")
    old = ", yue: 交畀救護員，照住螢幕讀。}"
    assert old in text
    path.write_text(text.replace(old, "}"), encoding="utf-8")
    assert problems_in(copy) == []
    path.write_text(text.replace(old, ", yue: 打120。}"), encoding="utf-8")
    assert "digits in spoken words" in " ".join(p.message for p in problems_in(copy))


def test_the_worst_answer_stands_before_unsure(copy: Path) -> None:
    path = copy / "danger_gate.yaml"
    text = path.read_text(encoding="utf-8")
    start, unsure = text.index("      - id: not_breathing"), text.index("      - id: unsure")
    after = text.index("      - id: breathing_only")
    path.write_text(text[:start] + text[unsure:after] + text[start:unsure] + text[after:], encoding="utf-8")
    assert ["put the worst one before unsure" in p.message for p in problems_in(copy)] == [True]


def test_what_has_no_place_of_its_own_is_reported_at_the_top(copy: Path) -> None:
    path = copy / "danger_gate.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("editions: [RCUK 2025, ERC 2025]\n", ""), encoding="utf-8")
    assert [(p.line, "name the guideline editions" in p.message) for p in problems_in(copy)] == [(1, True)]
    path.write_text(text.replace("id: danger_gate\n", ""), encoding="utf-8")
    assert [(p.line, p.message) for p in problems_in(copy)] == [(1, "`id` is missing: add it")]


def test_a_source_without_a_title_is_reported(copy: Path) -> None:
    path = copy / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "S900: {note: No title}\n", encoding="utf-8")
    line = text.count("\n") + 1
    assert [(p.line, p.message) for p in problems_in(copy)] == [(line, "`title` is missing: add it")]
