#pragma once

#include <string>

#include "herald/json.h"
#include "job.h"

/// The payloads of the events about a job, with the members that OctoPrint's have. PrintStarted and PrintResumed have
/// Job::fields() alone. Times are in Unix seconds.
namespace herald::serial {

JsonObject progressPayload(const Job& job, int percent);
JsonObject pausedPayload(const Job& job);
JsonObject donePayload(const Job& job, double now);
JsonObject cancelledPayload(const Job& job, double now);
JsonObject failedPayload(const Job& job, double now, const std::string& error);

}  // namespace herald::serial
