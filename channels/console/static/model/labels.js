// Words of the desk's data, [zh, en], by group.

import { actor, audited, datum, noun } from "./audited.js";

const faq = {
  broadband_apply: ["宽带办理", "getting broadband"], broadband_coverage: ["宽带覆盖", "coverage"], broadband_move: ["宽带移机", "moving house"],
  broadband_upgrade: ["宽带提速", "broadband upgrade"], broadband_modem: ["光猫", "modem"], broadband_wifi: ["Wi-Fi", "Wi-Fi"], broadband_renew: ["宽带续约", "broadband renewal"],
  plan_current: ["当前套餐", "current plan"], plan_change: ["变更套餐", "plan change"], plan_start: ["套餐生效", "plan start"], plan_usage: ["用量查询", "usage"],
  plan_overage: ["超出套餐", "overage"], plan_contract: ["合约期", "contract"], plan_extras: ["增值业务", "extras"], plan_roaming: ["漫游", "roaming"],
  fault_broadband: ["宽带故障", "broadband fault"], fault_slow: ["网速慢", "slow network"], fault_signal: ["信号", "signal"], fault_calls: ["通话", "calls"],
  fault_codes: ["验证码", "SMS codes"], fault_outage: ["大面积故障", "outage"], fault_times: ["维修时限", "repair times"],
  bill_balance: ["话费余额", "balance"], bill_details: ["账单明细", "bill details"], bill_pay: ["缴费", "paying"], bill_dispute: ["费用争议", "disputed charge"],
  bill_invoice: ["发票", "invoice"], bill_restore: ["复机", "restoring service"], bill_refund: ["退费", "refund"],
  number_sim: ["补换卡", "SIM replacement"], number_lost: ["挂失", "lost SIM"], number_port: ["携号转网", "porting"], number_transfer: ["过户", "transfer of number"], number_realname: ["实名", "registration"],
  booking_how: ["如何预约", "how to book"], booking_change: ["改约", "changing a booking"], booking_hall: ["营业厅", "service hall"], complaint_how: ["投诉渠道", "how to complain"],
  progress_how: ["查进度", "progress"], privacy_hours: ["隐私与时间", "privacy and hours"],
};

export const labels = {
  audited, noun, actor, datum,
  emotion: { neutral: ["平静", "calm"], worried: ["焦虑", "worried"], dissatisfied: ["不满", "dissatisfied"], angry: ["愤怒", "angry"] },
  language: { zh: ["简体中文", "Chinese"], "zh-Hant": ["繁体中文", "Trad. Chinese"], en: ["英语", "English"] },
  channel: {
    web: ["网页", "web"], telegram: ["Telegram", "Telegram"], terminal: ["终端", "terminal"], slack: ["Slack", "Slack"], twilio: ["WhatsApp／短信", "WhatsApp, SMS"],
    facebook: ["Messenger", "Messenger"], mattermost: ["Mattermost", "Mattermost"], rocketchat: ["Rocket.Chat", "Rocket.Chat"], webexteams: ["Webex", "Webex"],
    botframework: ["Teams", "Teams"], callback: ["接口", "API"], phone: ["电话", "telephone"], counter: ["柜台", "counter"], mail: ["邮件／信函", "mail"],
  },
  undelivered: {
    blocked: ["未送达：客户已屏蔽机器人", "Not delivered: the customer blocked the bot"], gone: ["未送达：该聊天已不存在", "Not delivered: the chat no longer exists"],
    refused: ["未送达：聊天软件拒收这条消息", "Not delivered: the app did not take this message"], too_old: ["未送达：24小时内一直无法发送", "Not delivered: it could not be sent for 24 hours"],
  },
  reason: {
    asked: ["客户要求人工", "asked for a person"], angry: ["客户愤怒", "customer is angry"], negative_twice: ["连续不满", "upset twice in a row"],
    not_understood: ["助手未能理解", "not understood"], not_solved: ["问题未解决", "not solved"], major_complaint: ["重大投诉", "major complaint"],
    danger: ["涉及安全", "safety at stake"], same_question: ["重复提问", "same question again"], form_refused: ["多次未能填写", "could not fill the form"], failed_turn: ["助手故障", "assistant failed"], taken_over: ["主管接管", "taken over by a supervisor"],
  },
  topic: {
    ...faq, fault: ["报障", "fault"], complaint: ["投诉", "complaint"], booking: ["预约", "appointment"], request: ["业务办理", "request"], suggestion: ["建议", "suggestion"],
    progress: ["查进度", "progress"], broadband: ["宽带", "broadband"], plans: ["套餐", "plans"], bills: ["账单缴费", "bills"], numbers: ["号码与卡", "numbers and SIM"],
    service: ["服务", "service"], answer: ["助手的回答", "the assistant's answer"], other: ["其他", "other"], report_fault: ["报障", "fault"], make_complaint: ["投诉", "complaint"], make_request: ["业务办理", "request"],
    make_suggestion: ["建议", "suggestion"], book_appointment: ["预约", "appointment"], check_progress: ["查进度", "progress"], request_human: ["要求人工", "asks for a person"],
    inform: ["提供信息", "gave details"], affirm: ["肯定", "yes"], deny: ["否定", "no"], skip: ["不清楚", "not sure"], stop: ["停止办理", "gave up the form"],
    nlu_fallback: ["未识别", "not understood"], out_of_scope: ["无关内容", "off topic"], greet: ["问候", "greeting"], goodbye: ["道别", "goodbye"], thank: ["致谢", "thanks"],
    praise: ["表扬", "praise"], who_are_you: ["询问身份", "who are you"], what_can_you_do: ["询问功能", "what can you do"], switch_language: ["切换语言", "switch language"], send_attachment: ["发送文件", "file sent"],
    change_appointment: ["改约", "change of appointment"], cancel_appointment: ["取消预约", "cancellation"],
    callback: ["回电", "call-back"], handoff: ["转人工", "handoff"], danger: ["安全", "safety"], not_solved: ["未解决", "not solved"],
  },
  callback_outcome: { solved: ["已解决", "solved"], not_solved: ["没有解决", "not solved"], person: ["要求人工", "wants a person"], unreached: ["未联系到", "not reached"] },
  part_outcome: { closed: ["结束会话", "closed"], returned: ["交还助手", "handed back"], withdrawn: ["客户取消排队", "withdrawn"], left: ["客户离开", "customer left"], passed_on: ["转交人工", "passed on"], alone: ["助手独自完成", "by the assistant alone"], low_rating: ["客户评分低", "rated low"] },
  outcome: {
    resolved: ["已解决", "resolved"], ticket: ["已转工单跟进", "followed up by a ticket"], callback: ["已约回电", "call-back agreed"],
    referred: ["转其他部门", "referred elsewhere"], left: ["客户离开", "customer left"], unresolved: ["未解决", "not resolved"],
  },
  kind: { complaint: ["投诉", "complaint"], fault: ["报障", "fault"], request: ["业务申请", "request"], suggestion: ["建议", "suggestion"], callback: ["回电", "call-back"] },
  state: {
    received: ["已受理", "received"], accepted: ["已受理", "accepted"], classified: ["已分类", "classified"], assigned: ["已派发", "assigned"], investigating: ["调查中", "investigating"],
    solution_proposed: ["已提方案", "solution proposed"], replied_in_writing: ["已书面答复", "replied in writing"], customer_confirmed: ["客户已确认", "customer confirmed"],
    improvement_recorded: ["改进已记录", "improvement recorded"], tracked: ["跟踪中", "tracked"], closed: ["已结束", "closed"], reopened: ["已重开", "reopened"], escalated: ["已升级", "escalated"], merged: ["已合并", "merged"],
    referred_outside: ["转外部", "referred outside"], visit_booked: ["已约上门", "visit booked"], on_site: ["已到场", "on site"], repaired: ["已修复", "repaired"], confirmed: ["已确认", "confirmed"],
    in_progress: ["处理中", "in progress"], resolved: ["已解决", "resolved"], withdrawn: ["已撤回", "withdrawn"],
    booked: ["已预约", "booked"], changed: ["已改约", "changed"], cancelled: ["已取消", "cancelled"], done: ["已完成", "done"], missed: ["未到", "missed"],
  },
  clock: { running: ["进行中", "running"], at_risk: ["临近时限", "at risk"], overdue: ["已超时", "overdue"], met: ["按时完成", "met"], missed: ["未按时", "missed"] },
  level: { ordinary: ["一般", "ordinary"], major: ["重大", "major"], urgent: ["紧急", "urgent"] },
  complaint: {
    product_quality: ["产品质量", "product quality"], service_attitude: ["服务态度", "service attitude"], operation_error: ["操作失误", "operating error"], late_repair: ["维修不及时", "late repair"],
    process: ["服务流程", "service process"], communication: ["沟通方式", "communication"], billing: ["资费账单", "charges and bills"], privacy_security: ["信息安全与隐私", "privacy and security"], other: ["其他", "other"],
  },
  service: { installation: ["安装", "installation"], repair: ["上门维修", "repair visit"], moving: ["移机", "moving house"], hall: ["营业厅", "service hall"] },
  product: {
    broadband: ["宽带", "broadband"], mobile: ["手机", "mobile"], tv: ["电视", "TV"], landline: ["固话", "landline"], sim: ["号卡", "SIM"], bill: ["账单", "bill"],
  },
  district: { donghu: ["东湖区", "Donghu"], xishan: ["西山区", "Xishan"], nangang: ["南港区", "Nangang"], beicheng: ["北城区", "Beicheng"], gaoxin: ["高新区", "Gaoxin"] },
  passed: {
    asked: ["请求人工", "asked for a person"], claimed: ["接待", "took it"], transferred: ["转接", "transferred"], put_back: ["离线，客户回到队首", "was gone; back to the queue"], returned: ["交还助手", "handed back"],
    assigned: ["派给", "was given"], moved_on: ["未应答，转给他人", "did not answer; it went on"], taken_over: ["接管", "took over"],
    closed: ["结束", "closed"], withdrawn: ["客户取消等待", "stopped waiting"], unattended: ["无人接待", "unattended"], plan_told: ["已告知方案", "plan told"], at_risk: ["临近时限", "deadline near"], overdue: ["超时", "overdue"],
  },
  event: { hurried: ["客户催办", "customer asked to hurry"], not_solved: ["客户反映未解决", "customer: not solved"], replied_in_writing: ["书面答复", "replied in writing"], remedy_proposed: ["提出补偿", "remedy proposed"], remedy_granted: ["批准补偿", "remedy granted"], remedy_refused: ["未批准补偿", "remedy refused"], opened: ["受理", "opened"], state: ["状态变更", "moved"], note: ["备注", "note"], assigned: ["指派", "assigned"], classified: ["分类", "classified"], told: ["已通知客户", "customer told"], checked: ["结案检查", "closing check"], marked: ["标记", "marked"], prioritised: ["优先级", "priority"], accused: ["确认涉及人员", "said whom it is about"],
    linked: ["关联", "linked"], unlinked: ["取消关联", "unlinked"], absorbed: ["并入", "took in"], unconfirmed: ["未能联系到客户", "customer not reached"], result_told: ["已告知结果", "result told"], concluded: ["调查已有结论", "investigation concluded"],
    special_opened: ["已启动专项处理", "special process opened"], root_cause: ["已记录根本原因", "root cause recorded"], remote_checked: ["已远程排查", "checked from afar"], emergency_started: ["已启动应急机制", "emergency plan started"], callback_1: ["首次回访", "first callback"], callback_2: ["中期回访", "middle callback"], callback_3: ["末次回访", "final callback"],
    at_risk: ["临近时限", "at risk"], overdue: ["超时", "overdue"] },
  // What the assistant itself writes into a form.
  written: {
    first_steps_broadband: ["助手引导客户完成宽带初步排查", "the assistant's first steps for broadband"], first_steps_mobile: ["助手引导客户完成手机初步排查", "the assistant's first steps for mobile"],
    first_steps_sim: ["助手引导客户完成号卡初步排查", "the assistant's first steps for the SIM"],
    first_steps_tv: ["助手引导客户完成电视初步排查", "the assistant's first steps for TV"], first_steps_landline: ["助手引导客户完成固话初步排查", "the assistant's first steps for a landline"], not_solved: ["仍未解决", "still not solved"],
  },
  subtask: {
    open: ["待办理", "open"], done: ["待反馈", "delivered"], returned: ["已退回", "given back"], accepted: ["已认可", "accepted"], withdrawn: ["已撤回", "withdrawn"], assigned: ["已指派", "assigned"],
  },
  grade: { junior: ["初级", "junior"], intermediate: ["中级", "intermediate"], senior: ["高级", "senior"], manager: ["管理层", "manager"] },
  role: {
    agent: ["客服", "agent"], senior: ["资深客服", "senior agent"], investigator: ["投诉调查员", "investigator"], supervisor: ["主管", "supervisor"],
    quality: ["质检员", "quality"], designer: ["对话设计师", "designer"], admin: ["管理员", "administrator"],
  },
  field: {
    product: ["产品", "product"], district: ["区域", "district"], address: ["地址", "address"], phone: ["电话", "phone"], contact: ["联系方式", "contact"], name: ["姓名", "name"], time: ["时间", "time"],
    when: ["时间", "when"], where: ["地点", "where"], what: ["事由", "what"], who: ["涉及人员", "who"], why: ["原因", "why"], how: ["经过", "how"], how_much: ["影响或金额", "how much"],
    description: ["描述", "description"], service: ["业务", "service"], language: ["语言", "language"], need: ["需求", "need"], since: ["开始时间", "since"], wish: ["诉求", "wish"], place: ["地点", "place"],
    starts_at: ["预约时间", "starts at"], amount: ["金额", "amount"], ticket_number: ["工单编号", "ticket number"], appointment_number: ["预约编号", "appointment number"], staff_no: ["工号", "staff no."], staff: ["工号", "staff no."],
    title: ["标题", "title"], tried: ["已尝试", "tried"], impact: ["影响", "impact"], symptom: ["现象", "symptom"], expectation: ["期望", "expectation"], text: ["内容", "text"], level: ["级别", "level"], type: ["类别", "type"],
  },
};
