"""What a service's reasons mean: its messages, at a submit and at the end of a job, as one table of kinds.

A message often quotes the prompt, so what it begins with is asked first and counts whatever follows. What concerns
the whole account is known by its beginning only: no prompt can make a site rest.

Facts: the service's public pages (answers to questions, status codes), its clients, and the titles of the picture
bot's notices, which come in brackets before the reason.
"""

from __future__ import annotations

from jobs.troubles import Trouble

# In small letters, without the bracket. The first that fits counts.
_BEGINS: tuple[tuple[Trouble, tuple[str, ...]], ...] = (
    (
        Trouble.BANNED,
        (
            *("banned prompt", "invalid prompt", "ttapi prompt filter", "prompt contains banned", "sensitive word"),
            *("敏感词", "可能包含敏感词", "提示词包含敏感词", "包含敏感词", "违规提示词", "禁用词"),
        ),
    ),
    (
        Trouble.DENIED,
        (
            *("image denied", "ttapi image filter", "request cancelled due to output filters"),
            *("图片审核", "图片违规", "图片被拒绝"),
        ),
    ),
    (Trouble.LINK, ("invalid link", "链接无效", "无效链接", "无效的链接", "图片链接")),
    (
        Trouble.PARENT,
        (
            *("related job", "the related job", "job does not exist", "the job does not exist", "no such job"),
            *("关联任务", "任务不存在", "相关任务"),
        ),
    ),
    (
        Trouble.PARAMETER,
        (
            *("invalid parameter", "parameter error", "invalid value", "unknown action", "unrecognized parameter"),
            *("the 'imgbase64array'", '"dimensions" parameter', "base64 ", "mask cannot", "duplicate images detected"),
            *("prompt cannot", "mode cannot", "jobid cannot", "action cannot", "action参数", "mode参数", "prompt不能"),
            *("参数错误", "无效参数", "参数异常", "提示词不能为空", "模式不能为空", "模式错误"),
            *(
                "未知的动作",
                "未知操作",
                "不支持的操作",
                "jobid不能",
                "action不能",
                "mode不能",
                "任务id不能",
                "动作不能为空",
            ),
        ),
    ),
    (Trouble.TIMEOUT, ("job timeout", "task timeout", "request timeout", "timed out", "任务超时", "超时")),
    (
        Trouble.BALANCE,
        (
            *("insufficient balance", "insufficient quota", "balance is insufficient", "balance not enough"),
            *("not enough balance", "not enough quota", "余额不足", "账户余额不足", "额度不足"),
        ),
    ),
    (
        Trouble.KEY,
        (
            *("wrong tt-api-key", "invalid tt-api-key", "missing tt-api-key", "invalid api key", "wrong api key"),
            *("tt-api-key", "unauthorized", "密钥错误", "密钥无效", "无效的密钥", "邮箱未激活"),
        ),
    ),
    (
        Trouble.BLOCKED,
        (
            *("account blocked", "account is blocked", "account has been blocked", "account disabled"),
            *("account is disabled", "your account is blocked", "your account has been blocked"),
            *("账号已被封", "账号被封", "账户已被封", "账户被封", "账号已禁用", "账户已禁用"),
        ),
    ),
    (Trouble.FULL, ("queue full", "queue exhausted", "too many requests", "队列已满")),
    (
        Trouble.DOWN,
        (
            *("bad gateway", "service unavailable", "gateway time", "under maintenance", "502 ", "503 ", "504 "),
            *("服务维护", "维护中", "服务不可用"),
        ),
    ),
    (
        Trouble.INTERNAL,
        (
            *("failed to process your command", "internal error", "internal server error", "bad response"),
            *("execution error", "unknown integration", "unknown message", "server error", "service exception"),
            # The service's own account at the picture bot, not ours.
            *("credits exhausted", "plan cancelled", "subscription required", "pending mod message", "blocked]"),
            *("action needed to continue", "未知集成", "未知的集成", "未知整合", "未知消息", "未知的消息"),
            *("内部错误", "服务异常", "系统异常", "系统错误", "服务器错误", "执行错误"),
        ),
    ),
)
# Anywhere in the message, once its beginning has said nothing.
_NOT_NOW = (
    *("queue is full", "queue full", "try again later", "no available account", "retry later"),
    *("队列已满", "稍后再试", "稍后重试", "稍后尝试", "没有可用账号", "无可用账号", "没有可用的账号", "暂无可用账号"),
)
_CONTAINS: tuple[tuple[Trouble, tuple[str, ...]], ...] = (
    (Trouble.BANNED, ("banned prompt", "banned word", "sensitive word", "敏感词", "违禁词", "违规词")),
    (Trouble.DENIED, ("image denied", "图片审核未通过", "图片违规")),
    (Trouble.LINK, ("invalid link", "链接无效", "无效链接")),
    (Trouble.PARENT, ("关联任务", "job does not exist", "does not offer this action")),
    (Trouble.FULL, _NOT_NOW),
    (Trouble.PARAMETER, ("invalid parameter", "parameter error", "参数错误", "不能为空")),
    (Trouble.TIMEOUT, ("timed out", "超时")),
    (Trouble.INTERNAL, ("unknown integration", "unknown message", "internal error", "internal server error")),
)


def read_trouble(message: str) -> Trouble | None:
    """The kind of a reason in the service's words; None for words that we do not know."""
    text = message.strip().lower().lstrip("[【 ")
    for trouble, words in _BEGINS:
        if text.startswith(words):
            return trouble
    return next((trouble for trouble, words in _CONTAINS if any(word in text for word in words)), None)


def is_not_now(message: str) -> bool:
    """Whether a refusal only means "later": it says so, and nothing about the job itself."""
    trouble = read_trouble(message)
    if trouble is not None and trouble.permanent:
        return False
    return trouble is Trouble.FULL or any(words in message.lower() for words in _NOT_NOW)
