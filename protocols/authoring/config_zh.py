"""What is wrong with a configuration, in Chinese beside the English."""

from __future__ import annotations

import re

from .problems_zh import chinese

_TABLE = (
    (r"cannot be read \((.*)\): give the path of a .* configuration", "读不了（{0}）：写对配置文件的路径"),
    (r"is not UTF-8 text: save it as UTF-8", "不是 UTF-8：存成 UTF-8"),
    (r"is not UTF-8 text: set this variable .*", "不是 UTF-8：用 UTF-8 重设这个环境变量，或者删掉它，写进配置文件"),
    (r"not valid TOML: (.*)", "不是合法的 TOML：检查引号、括号和等号（{0}）"),
    (r"Object contains unknown field `(.*?)`.*", "没有 `{0}` 这个设置：改正拼写，或者删掉"),
    (r"Object missing required field `(.*?)`.*", "缺少设置 `{0}`：请补上"),
    (r"Invalid enum value (.*?): write one of (.*) - at `\$\.?(.*)`", "`{2}` 不能写 {0}：从这些里选：{1}"),
    (r"Expected `(.*?)`, got `(.*?)` - at `\$\.?(.*)`", "`{2}` 要写 `{0}`，现在是 `{1}`"),
    (r"Expected (.*) - at `\$\.?(.*)`", "`{1}` 写得不对，应为 {0}"),
    (r"id must be .*", "id 用 2 到 16 个大写字母或数字，和本机证书上的一样"),
    (r"phone must be .*", "phone 写能打回网点的电话号码"),
    (r"(.*) (?:must be|is not) host:port", "{0} 要写成 主机:端口"),
    (r"name one broker or more, .*", "至少写一个消息服务器：主机:端口"),
    (r"cert and key (?:go|belong) together.*", "cert 和 key 要么都写，要么都不写"),
    (r"a certificate is shown only over TLS.*", "用证书就要有 TLS：写上 ca"),
    (r"must be https://, or http:// on this machine", "要用 https://；只有本机可以用 http://"),
    (r"volume must be .*", "volume 写 0.3 到 1.0：不能用配置把本机静音"),
    (r"brightness must be .*", "brightness 写 0.4 到 1.0：急救屏不能全黑"),
    (r"printer must be .*", "printer 写 `lpstat -e` 列出的打印机名"),
    (r"selftest must be a time of day.*", 'selftest 写几点几分，如 07:40；不要就写 ""'),
    (r"Cantonese is a machine voice.*", "粤语是机器合成；要用，在 [station] 写 cantonese = true"),
    (r"(.*) holds no recordings: .*`(.*)`", "{0} 里没有录音：用 {1} 放进去"),
    (r"(.*): write days as mon-fri or sat, sun", "{0} 不对：星期写成 mon-fri 或 sat, sun"),
    (r"(.*): write a time of the day as 08:30", "{0} 不对：时间写成 08:30"),
    (r"(.*) must be later than (.*): hours over midnight are two entries", "{0} 要比 {1} 晚：过半夜的时间分两条写"),
    (r"(.*): write 2027-01-01, or 2027-02-16/2027-02-22", "{0} 不对：日期写成 2027-01-01，或 2027-02-16/2027-02-22"),
    (r"(.*) is in another exception already", "{0} 和另一条例外的日子重了"),
    (r"closed days have no from and to", "closed 的日子不要写 from 和 to"),
    (r"exceptions need \[\[station\.open\]\].*", "先写 [[station.open]]，才能有例外"),
    (r"give the hours: .*", "写有人值守的时间：用 [[station.open]]，或者 hours 里用文字写"),
    (r"(.*): write a month as 2027-03, or a day as 2027-03-15", "{0} 不对：写到月 2027-03，或写到日 2027-03-15"),
    (r"dim_after_min must be .*", "dim_after_min 写 0（从不）到 1440 分钟"),
    (r"there is no tile (.*?): one of (.*)", "没有 {0} 这个图块：从这些里选：{1}"),
    (r"(.*) always stands first: leave it out here", "{0} 本来就在最前面：这里不要写"),
    (r"(.*): write a day of the year as 06-01", "{0} 不对：写成几月几日，如 06-01"),
    (r"must be one of the silent protocols: (.*)", "要从静默流程里选：{0}"),
    (r"the first line must name the columns (.*)", "第一行要写这些列名：{0}"),
    (r"is empty: begin with the line (.*)", "是空的：第一行写 {0}"),
    (r"(\d+) fields instead of (\d+)", "这一行有 {0} 栏，应该有 {1} 栏"),
    (r"more than (\d+) people: split the list by branch", "超过 {0} 人：按网点分成几份"),
    (r"role_zh: give the post, such as 大堂", "role_zh 写岗位，如 大堂"),
    (r"a telephone number does not belong in the roster: .*", "名单里不能有电话号码：写岗位或姓名"),
    (r"certificate_until: (.*?): write .*", "certificate_until 不对（{0}）：写 2027-03 或 2027-03-15，没有就空着"),
    (r"shift: (.*?): write days and times as (.*)", "shift 不对（{0}）：写成 {1}"),
    (r"cannot be read \((.*)\): give the path of the roster", "读不了（{0}）：写对名单文件的路径"),
    (r"buffer_ms must be 20 to 500", "buffer_ms 写 20 到 500"),
    (r"(width_px|height_px) must be 480 to (\d+): the panel's pixels", "{0} 写 480 到 {1}：屏幕的像素"),
    (r"give the panel's pixels .*", "写屏幕的像素，和每毫米多少像素（21.5 寸全高清是 4.034）"),
    (r"a production kiosk reaches a broker .*", "正式使用时，连别的机器上的消息服务器要有证书"),
    (r"must be at least twice heartbeat_s.*", "至少是 heartbeat_s 的两倍，不然心跳晚一次就会响"),
    (r"outside loopback the desk needs TLS.*", "不只在本机用，就要有 TLS：写 cert 和 key，或 https 的 public_url"),
    (r"a header proves nothing unless .*", "只有本机的代理能连到值班台时，client_header 才可信"),
    (r"there is no file (.*)", "没有文件 {0}"),
    (r"(.*) cannot be read: (.*)", "{0} 读不了：{1}"),
    (r"(.*) is not a table of the configuration", "{0} 不是配置里的一组设置"),
)
_ROWS = tuple((re.compile(form, re.DOTALL), words) for form, words in _TABLE)


def told_line(problem: str) -> str:
    """`place: 中文 / English`; English alone where there is no Chinese yet: none is lost."""
    place, _, message = problem.partition(": ")
    words = chinese(message)
    for form, zh in _ROWS:
        if words is None and (found := form.fullmatch(message)) is not None:
            words = zh.format(*found.groups())
    return f"{place}: {words} / {message}" if words is not None else problem
