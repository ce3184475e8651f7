// The words of the status page around the case, in the three languages.

const zh = {
  title: "工单进度",
  language: "语言",
  explain: "请输入工单编号，以及登记时所留联系方式的后四位，即可查看处理进度。",
  number: "工单编号",
  last4: "联系方式后四位",
  look: "查看进度",
  busy: "正在查询…",
  why: "后四位用于保护您的信息：只有您能看到自己的工单。",
  print: "打印",
  another: "查看其他工单",
  problem: {
    unknown: "没有查到。请您核对工单编号和联系方式后四位。",
    too_many_tries: "尝试次数较多，请您晚些再试，或在对话中询问我们。",
    too_many: "查询过于频繁，请您一分钟后再试。",
    other: "非常抱歉，暂时无法查询，您可以一分钟后再试。",
  },
};

const zhHant = {
  title: "工單進度",
  language: "語言",
  explain: "請輸入工單編號，以及登記時所留聯絡方式的後四碼，即可查看處理進度。",
  number: "工單編號",
  last4: "聯絡方式後四碼",
  look: "查看進度",
  busy: "正在查詢…",
  why: "後四碼用於保護您的資訊：只有您能看到自己的工單。",
  print: "列印",
  another: "查看其他工單",
  problem: {
    unknown: "沒有查到。請您核對工單編號和聯絡方式後四碼。",
    too_many_tries: "嘗試次數較多，請您晚些再試，或在對話中詢問我們。",
    too_many: "查詢過於頻繁，請您一分鐘後再試。",
    other: "非常抱歉，暫時無法查詢，您可以一分鐘後再試。",
  },
};

const en = {
  title: "Case status",
  language: "Language",
  explain: "Please enter the number of your case and the last four characters of the contact you left with us.",
  number: "Case number",
  last4: "Last four of your contact",
  look: "Show the case",
  busy: "Looking…",
  why: "The last four protect your data: nobody but you sees your case.",
  print: "Print",
  another: "Look up another case",
  problem: {
    unknown: "There is nothing under these. Please check the case number and the last four characters.",
    too_many_tries: "There were too many tries. Please try again later, or ask us in the chat.",
    too_many: "That was too often. Please try again in a minute.",
    other: "We are sorry, this cannot be looked up just now. You can try again in a minute.",
  },
};

export const PAGE = { zh, "zh-Hant": zhHant, en };
