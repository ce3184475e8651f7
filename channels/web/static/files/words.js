// The words for files. Keys with an underscore are the desk's codes for what it refuses.

const zh = {
  chosen: "待发送的文件",
  uploading: "正在上传…",
  ready: (name) => `${name} 已上传`,
  failed: "上传失败，请检查网络",
  refused: "抱歉，没有收下这个文件，您可以另选一个",
  tooLarge: (mb) => `文件超过 ${mb} MB，请压缩后再发`,
  attachment_empty: "文件是空的，请另选一个",
  attachment_kind: "支持图片、PDF、Word、Excel、PPT、文本、音频和视频",
  attachments_too_many: "今天发送的文件已达上限，请明天再发",
  most: (count) => `一次最多发送 ${count} 个文件`,
  retry: "重试",
  remove: (name) => `移除 ${name}`,
  picture: "图片",
  enlarge: "查看大图",
  loading: "正在加载…",
  save: "下载",
  download: (name) => `下载 ${name}`,
  downloadFailed: "抱歉，没有下载成功，请再试一次",
  awaited: "正在接收…",
  lost: "文件未能接收",
  place: "位置",
  map: "查看地图",
};

const zhHant = {
  ...zh,
  chosen: "待傳送的檔案",
  uploading: "正在上傳…",
  ready: (name) => `${name} 已上傳`,
  failed: "上傳失敗，請檢查網路",
  refused: "抱歉，沒有收下這個檔案，您可以另選一個",
  tooLarge: (mb) => `檔案超過 ${mb} MB，請壓縮後再傳`,
  attachment_empty: "檔案是空的，請另選一個",
  attachment_kind: "支援圖片、PDF、Word、Excel、PPT、文字、音訊和影片",
  attachments_too_many: "今天傳送的檔案已達上限，請明天再傳",
  most: (count) => `一次最多傳送 ${count} 個檔案`,
  retry: "重試",
  picture: "圖片",
  enlarge: "檢視大圖",
  loading: "正在載入…",
  save: "下載",
  download: (name) => `下載 ${name}`,
  downloadFailed: "抱歉，沒有下載成功，請再試一次",
  lost: "檔案未能接收",
  map: "檢視地圖",
};

const en = {
  chosen: "Files to send",
  uploading: "Uploading…",
  ready: (name) => `${name} is uploaded`,
  failed: "The upload did not work. Please check your connection",
  refused: "This file cannot be taken just now",
  tooLarge: (mb) => `The file is larger than ${mb} MB. Please send a smaller one`,
  attachment_empty: "The file is empty. Please choose another",
  attachment_kind: "We take pictures, PDF, Word, Excel, PowerPoint, text, audio and video",
  attachments_too_many: "You have sent as many files as we take in a day. Please go on tomorrow",
  most: (count) => `At most ${count} files at once`,
  retry: "Try again",
  remove: (name) => `Remove ${name}`,
  picture: "Picture",
  enlarge: "Full size",
  loading: "Loading…",
  save: "Download",
  download: (name) => `Download ${name}`,
  downloadFailed: "The download did not work. Please try again",
  awaited: "Being received…",
  lost: "The file could not be received",
  place: "Location",
  map: "Open map",
};

export const WORDS = { zh, "zh-Hant": zhHant, en };

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
