-- wrk script: send the requests of signed_events.py in turn, each once.
--
--   wrk -t1 -c16 -d4s -s replay.lua http://127.0.0.1:8080 -- events.bin 0
--
-- The second argument is how many requests at the head of the file to leave out. The file is read
-- as it is sent: held in memory it would be larger than LuaJIT's heap. Prints one JSON line,
-- beginning with RESULT, with counts, errors and latency in microseconds. With one thread only.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  file = assert(io.open(args[1], "rb"))
  started_again = 0
  for _ = 1, tonumber(args[2] or 0) do next_request() end
end

function next_request()
  local length = file:read("*n", 1)
  if not length then return nil end
  return file:read(length)
end

function request()
  local bytes = next_request()
  if not bytes then
    started_again = started_again + 1
    file:seek("set", 0)
    bytes = next_request()
  end
  return bytes
end

function done(summary, latency, rates)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"duration_us":%d,"p50_us":%d,"p99_us":%d,"started_again":%d,' ..
    '"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    threads[1]:get("started_again"), e.connect, e.read, e.write, e.status, e.timeout))
end
