// For an app without a live.js of its own: there is no picture, and no button but those of every kata.

export default null
