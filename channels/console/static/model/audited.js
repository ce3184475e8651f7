// Words of the audit, [zh, en]: what was done, to what, by whom, and the names of what was kept of it.

export const audited = {
  abilities_changed: ["调整技能与接待量", "abilities changed"], employed: ["录用", "employed"], role_given: ["变更角色", "role given"], disabled: ["停用账号", "account disabled"],
  sign_in: ["登录", "signed in"], "sign_in.failed": ["登录失败", "sign-in failed"], "alert.sign_ins_failed": ["警报：多次登录失败", "alert: many failed sign-ins"],
  "alert.looks_at_much": ["警报：大量查看", "alert: looked at very much"], "alert.exports_much": ["警报：大量导出", "alert: exported very much"],
  "customer.classed": ["变更客户级别", "customer's class changed"],
  entered: ["登记来电、来访或来信", "entered for a caller"],
  exported: ["导出", "exported"], "second_factor.set": ["设置两步验证", "second factor set"], "second_factor.removed": ["取消两步验证", "second factor taken away"], "second_factor.recovered": ["用恢复码登录", "signed in by a recovery code"],
  revealed: ["显示脱敏信息", "masked value shown"], "alert.reveals_much": ["警报：大量显示脱敏信息", "alert: very much shown unmasked"],
  erased: ["删除客户数据", "customer erased"], "retention.stripped": ["到期清除", "stripped at its term"], "retention.forgotten": ["到期删除客户", "customer forgotten at their term"],
  "wording.override": ["带违规用语发出", "sent against a wording rule"],
  "hold.set": ["设置法律保留", "legal hold set"], "hold.lifted": ["解除法律保留", "legal hold lifted"], callback: ["回访", "call-back"],
  "promise.kept": ["兑现承诺", "promise kept"], "promise.broken": ["承诺未兑现", "promise broken"],
  "conversation.read": ["查看会话", "read a conversation"], "ticket.read": ["查看工单", "read a ticket"], "appointment.read": ["查看预约", "read an appointment"],
  "attachment.read": ["查看文件", "read a file"], "history.read": ["搜索历史会话", "searched the history"],
  "incident.declared": ["宣布事件", "incident declared"], "incident.regraded": ["变更事件级别", "incident regraded"], "incident.informed": ["发布事件公告", "incident notice"],
  "incident.planned": ["制定处置计划", "incident planned"], "incident.handled": ["恢复服务", "service restored"], "incident.reviewed": ["完成复盘", "incident reviewed"], "quality.read": ["查看质检会话", "read for a review"],
  "incident.task_given": ["指派事件任务", "incident task given"], "incident.task_done": ["完成事件任务", "incident task done"],
  watched: ["旁观会话", "watched"], whispered: ["悄悄话", "whispered"], taken_over: ["接管会话", "took over"],
  "quality.drawn": ["抽取样本", "sample drawn"], "quality.opened": ["因低分开启质检", "review opened for a low rating"], "quality.assessed": ["质检评分", "assessed"], "quality.appealed": ["提出申诉", "appealed"], "quality.appeal_settled": ["申诉已处理", "appeal settled"],
  "quality.planned": ["制定改进", "remedy planned"], "quality.corrected": ["完成改进", "corrected"], "quality.verified": ["验证改进", "correction verified"],
};

export const noun = {
  agent: ["员工", "agent"], ticket: ["工单", "ticket"], subtask: ["协办", "sub-task"], conversation: ["会话", "conversation"], customer: ["客户", "customer"], appointment: ["预约", "appointment"], promise: ["承诺", "promise"],
  incident: ["事件", "incident"], review: ["评分", "review"], sample: ["样本", "sample"], finding: ["问题", "finding"], address: ["地址", "address"], login: ["登录名", "login"],
  figures: ["指标", "figures"], handoff: ["转接", "handoff"],
  message: ["消息", "message"], attachment: ["文件", "attachment"], history: ["历史会话", "history"],
};

export const actor = { desk: ["系统", "the desk"] };

export const datum = {
  reason: ["理由", "reason"], why: ["原因", "why"], address: ["地址", "address"], score: ["分数", "score"], was: ["原为", "was"],
  count: ["次数", "count"], counts: ["数量", "counts"], role: ["角色", "role"],
  due: ["时限", "due"], in_time: ["按时", "in time"], holder: ["接待者", "holder"], agent: ["员工", "agent"], from: ["由", "from"], to: ["至", "to"], back_to: ["退回至", "back to"], assignee_id: ["经办人编号", "assignee no."], type: ["类型", "type"], level: ["级别", "level"], kind: ["种类", "kind"], amount: ["数额", "amount"], unit: ["单位", "unit"], remedy: ["补救编号", "remedy no."], subtask: ["协办编号", "sub-task no."], services: ["业务", "services"], districts: ["区域", "districts"], department: ["部门", "department"],
  seed: ["种子", "seed"], channel: ["渠道", "channel"], size: ["数量", "size"], login: ["登录名", "login"], where: ["位置", "where"],
  field: ["字段", "field"], left: ["剩余", "left"], of: ["客户", "of customer"], rules: ["规则", "rules"], note: ["说明", "note"], task: ["任务", "task"], severity: ["级别", "severity"], until: ["截止", "until"], drill: ["演练", "drill"],
};
