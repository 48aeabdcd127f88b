-- Take messages for events: one message may come under two ids, or as message and app_mention.
-- KEYS  per message: its mark          ARGV  lifetime in s, per message: event id
-- Returns per message the event that has it.
local owners = {}
for i, mark in ipairs(KEYS) do
  local owner = redis.call('GET', mark)
  if not owner then
    owner = ARGV[i + 1]
    redis.call('SET', mark, owner, 'EX', ARGV[1])
  end
  owners[i] = owner
end
return owners
