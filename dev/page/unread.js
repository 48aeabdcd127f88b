// Which places have something new, for each person that one plays.
//
// What came before the page was opened counts as read; so a new member has their welcome to read.

export class Unread {
  constructor() {
    this.opened = (Date.now() / 1000).toFixed(6);
    this.seen = new Map(); // "person place" -> ts of the last message that was on screen
  }

  see(person, channel) {
    this.seen.set(`${person} ${channel.id}`, channel.last_ts);
  }

  has(person, channel) {
    return channel.member && channel.last_ts > (this.seen.get(`${person} ${channel.id}`) ?? this.opened);
  }
}
