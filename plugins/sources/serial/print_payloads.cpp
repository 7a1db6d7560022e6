// SPDX-License-Identifier: Apache-2.0
#include "print_payloads.h"

#include "printing/json_values.h"

namespace herald::serial {
namespace {

JsonObject& addPosition(JsonObject& payload, const PrintJob& job) {
  if (const auto completion = job.completion()) payload.add("progress", static_cast<int>(*completion));
  if (job.position) payload.add("fileposition", job.position->byte);
  return payload;
}

}  // namespace

JsonObject progressPayload(const PrintJob& job, int percent) {
  JsonObject payload;
  payload.add("progress", percent);
  const std::string fields = job.fields().text();
  for (const char* name : {"name", "path", "origin"}) payload.addRaw(name, jsonAt(fields, name));
  return payload;
}

JsonObject pausedPayload(const PrintJob& job) {
  JsonObject payload = job.fields();
  return addPosition(payload, job);
}

JsonObject donePayload(const PrintJob& job, double now) {
  const auto time = job.printTime(now);
  return job.fields().addRaw("time", time ? printing::numberText(*time) : "null");
}

JsonObject cancelledPayload(const PrintJob& job, double now) {
  JsonObject payload = donePayload(job, now);
  return addPosition(payload, job);
}

// As in OctoPrint, the progress of a failure is a fraction, and that of a cancellation is a percentage.
JsonObject failedPayload(const PrintJob& job, double now, const std::string& error) {
  return donePayload(job, now)
      .add("reason", "error")
      .add("error", error)
      .add("progress", job.completion().value_or(0) / 100);
}

}  // namespace herald::serial
