// The words of the menu and its sheets, in the three languages.

const zh = {
  title: { cases: "我的工单", telegram: "在 Telegram 继续", code: "输入关联码" },
  commitment: "服务承诺",
  back: "返回对话",
  making: "正在获取关联码…",
  telegram: "请您打开 Telegram 并点“开始”，确认是您本人后，即可在那里继续与我们沟通。客服能看到这里的对话，您无需重复说明。",
  open: "打开 Telegram",
  byHand: "也可以在 Telegram 中向我们发送这条消息：",
  once: "关联码 10 分钟内有效，只能使用一次，请不要告诉他人。",
  code: "请输入您在其他渠道收到的关联码。关联后，客服能看到您的全部对话，您无需重复说明。",
  field: "关联码",
  submit: "关联",
  told: {
    joined: "已关联，客服能看到您在各渠道的对话。",
    already: "您的对话已经关联好了。",
    wrong: "关联码不正确或已过期，请重新获取。",
    tooOften: "尝试次数较多，请您 10 分钟后再试。",
    failed: "抱歉，没有成功，请再试一次。",
  },
};

const zhHant = {
  title: { cases: "我的工單", telegram: "在 Telegram 繼續", code: "輸入關聯碼" },
  commitment: "服務承諾",
  back: "返回對話",
  making: "正在取得關聯碼…",
  telegram: "請您開啟 Telegram 並點「開始」，確認是您本人後，即可在那裡繼續與我們溝通。客服能看到這裡的對話，您無需重複說明。",
  open: "開啟 Telegram",
  byHand: "也可以在 Telegram 中向我們傳送這則訊息：",
  once: "關聯碼 10 分鐘內有效，只能使用一次，請不要告訴他人。",
  code: "請輸入您在其他渠道收到的關聯碼。關聯後，客服能看到您的全部對話，您無需重複說明。",
  field: "關聯碼",
  submit: "關聯",
  told: {
    joined: "已關聯，客服能看到您在各渠道的對話。",
    already: "您的對話已經關聯好了。",
    wrong: "關聯碼不正確或已過期，請重新取得。",
    tooOften: "嘗試次數較多，請您 10 分鐘後再試。",
    failed: "抱歉，沒有成功，請再試一次。",
  },
};

const en = {
  title: { cases: "My cases", telegram: "Continue on Telegram", code: "Enter a code" },
  commitment: "Our service commitment",
  back: "Back to the chat",
  making: "Getting a code…",
  telegram: "Please open Telegram, press Start, confirm that it is you, and go on with us there. Our agents see what was said here, so you need not repeat anything.",
  open: "Open Telegram",
  byHand: "Or send us this message on Telegram:",
  once: "It is good for 10 minutes and for one use. Please do not give it to anybody.",
  code: "Please enter the code that you were given on another channel. Our agents then see all that was said, so you need not repeat anything.",
  field: "Code",
  submit: "Link",
  told: {
    joined: "Linked. Our agents see your conversations on all channels.",
    already: "Your conversations are linked already.",
    wrong: "This code is not right or has expired. Please get a new one.",
    tooOften: "There were too many tries. Please try again in 10 minutes.",
    failed: "We are sorry, that did not work. Please try again.",
  },
};

export const WORDS = { zh, "zh-Hant": zhHant, en };
