#include "job_payloads.h"

#include "printing/numbers.h"

namespace herald::serial {
namespace {

JsonObject& addPlace(JsonObject& payload, const Job& job) {
  if (const auto completion = job.completion()) payload.add("progress", static_cast<int>(*completion));
  if (job.position) payload.add("fileposition", job.position->byte);
  return payload;
}

}  // namespace

JsonObject progressPayload(const Job& job, int percent) {
  JsonObject payload;
  payload.add("progress", percent);
  const std::string fields = job.fields().text();
  for (const char* name : {"name", "path", "origin"}) payload.addRaw(name, jsonAt(fields, name));
  return payload;
}

JsonObject pausedPayload(const Job& job) {
  JsonObject payload = job.fields();
  return addPlace(payload, job);
}

JsonObject donePayload(const Job& job, double now) {
  const auto time = job.printTime(now);
  return job.fields().addRaw("time", time ? common::numberText(*time) : "null");
}

JsonObject cancelledPayload(const Job& job, double now) {
  JsonObject payload = donePayload(job, now);
  return addPlace(payload, job);
}

// The progress of a failure is a fraction, that of a cancellation a percentage: so it is with OctoPrint.
JsonObject failedPayload(const Job& job, double now, const std::string& error) {
  return donePayload(job, now)
      .add("reason", "error")
      .add("error", error)
      .add("progress", job.completion().value_or(0) / 100);
}

}  // namespace herald::serial
