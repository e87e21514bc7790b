// What people asked of Hubot first.
const { driver } = require("@rocket.chat/sdk");

module.exports = (robot) => {
  robot.hear(/\bmarco\b/i, (response) => response.send("polo"));
  robot.hear(/en privé/i, (response) => response.sendDirect("entre nous"));
  robot.hear(/\bregarde\b/i, (response) => driver.setReaction(":eyes:", response.message.id));
};
