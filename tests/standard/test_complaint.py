"""Type and level proposed from the customer's own words."""

import pytest


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("师傅约好了三次都没来，我请了三天假在家等", "late_repair"),
        ("營業員態度特別差，還罵人", "service_attitude"),
        ("无缘无故多扣了我80块话费", "billing"),
        ("我没办过这个业务，你们擅自给我开通", "operation_error"),
        ("我的身份证信息被你们泄露了", "privacy_security"),
        ("宽带一直掉线，说好500M实际不到50", "product_quality"),
        ("注销个号码跑了三趟营业厅", "process"),
        ("答应给我回电一直没有", "communication"),
        ("我要投诉", "other"),
        ("The technician never showed up and I waited three days", "late_repair"),
        ("Your clerk was rude and hung up on me", "service_attitude"),
        ("I was charged twice for the same month", "billing"),
        ("You signed me up without my consent", "operation_error"),
        ("You sold my data, where is my privacy?", "privacy_security"),
        ("Internet keeps dropping every evening", "product_quality"),
        ("I had to go to the hall four times", "process"),
        ("Nobody called me back", "communication"),
        ("I want to complain", "other"),
    ],
)
def test_a_type_is_proposed(standard, text, kind):
    assert standard.complaint.propose(text).type == kind


@pytest.mark.parametrize(
    ("text", "level", "signal"),
    [
        ("路由器冒烟了", "urgent", "safety"),
        ("整個社區的醫院斷網了", "urgent", "public_service"),
        ("我刚被人骗走了钱", "urgent", "fraud_now"),
        ("再这样我不想活了", "urgent", "self_harm"),
        ("我要去工信部投诉你们", "major", "press_or_authority"),
        ("整个小区都断网三天了", "major", "many_customers"),
        ("扣了我三千块", "major", "large_sum"),
        ("多收了1.2万元", "major", "large_sum"),
        ("孩子用我手机充值了", "major", "minor_or_vulnerable"),
        ("个人信息泄露给推销的了", "major", "data_leak"),
        ("打了五次电话还是没解决", "major", "repeated"),
        ("the modem caught fire", "urgent", "safety"),
        ("I got scammed through your line", "urgent", "fraud_now"),
        ("I will report you to the regulator", "major", "press_or_authority"),
        ("The whole building has no internet", "major", "many_customers"),
        ("the bill shows RMB 3,200 for roaming", "major", "large_sum"),
        ("a fee of 2k yuan", "major", "large_sum"),
        ("I have complained about it four times", "major", "repeated"),
    ],
)
def test_a_level_is_proposed_with_its_reason(standard, text, level, signal):
    proposal = standard.complaint.propose(text)
    assert (proposal.level, proposal.signals[0]) == (level, signal)


@pytest.mark.parametrize(
    "text",
    [
        "多扣了80元话费",
        "没有人受伤，就是柜子倒了",
        "天天接到诈骗电话，很烦",
        "说好1000M宽带，实际不到100M",
        "nobody was hurt, but the box fell",
        "charged 12 yuan twice",
        "Fire the man who insulted my wife",
        "will this debt hurt my credit record?",
    ],
)
def test_what_only_sounds_grave_stays_ordinary(standard, text):
    assert standard.complaint.propose(text).level == "ordinary"


def test_the_strongest_signal_gives_the_level_and_stands_first(standard):
    kind, level, signals = standard.complaint.propose("我要找律师，光猫起火还烧坏了5000元的电脑", "zh")
    assert (level, signals) == ("urgent", ("safety", "press_or_authority", "large_sum"))


def test_danger_is_seen_in_either_language_whatever_the_conversation_speaks(standard):
    assert standard.complaint.propose("my router 冒烟了", "en").level == "urgent"
    assert standard.complaint.propose("光猫 caught fire 了", "zh").level == "urgent"


def test_scores_follow_signals_and_anger(standard):
    complaint = standard.complaint
    calm = complaint.scores(complaint.propose("多扣了80元话费"))
    assert calm == (2, 2, 1, 1)
    assert complaint.scores(complaint.propose("多扣了80元话费"), "angry").urgency == 3
    outage = complaint.scores(complaint.propose("整个小区都断网三天了"))
    assert standard.priority.grade(*outage[:3]) == "P1"
