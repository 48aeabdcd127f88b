-- Note whether somebody is a member, unless what is noted already is newer.
-- KEYS  person
-- ARGV  when Slack last updated them (s), 1 or 0, lifetime in s, lifetime if nothing was noted in s
-- Returns 1 or 0: what holds now.
-- One step: events come in any order, and a look-up may end after an event that overtook it.
local at, member = tonumber(ARGV[1]), ARGV[2]
local known = redis.call('GET', KEYS[1])
if known then
  local noted_at, noted = string.match(known, '^(%d+) (%d)$')
  noted_at = tonumber(noted_at)
  -- Of one second, the one that trusts less.
  if noted_at and (noted_at > at or (noted_at == at and noted == '0')) then return tonumber(noted) end
end
local lifetime = known and ARGV[3] or ARGV[4]
redis.call('SET', KEYS[1], string.format('%.0f', at) .. ' ' .. member, 'EX', lifetime)
return tonumber(member)
