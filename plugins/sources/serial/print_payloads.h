// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/json.h"
#include "print_job.h"

/// The payloads of the events about a job, with the members of OctoPrint's payloads. PrintStarted and PrintResumed have
/// only PrintJob::fields(). `now` is in Unix seconds.
namespace herald::serial {

JsonObject progressPayload(const PrintJob& job, int percent);
JsonObject pausedPayload(const PrintJob& job);
JsonObject donePayload(const PrintJob& job, double now);
JsonObject cancelledPayload(const PrintJob& job, double now);
JsonObject failedPayload(const PrintJob& job, double now, const std::string& error);

}  // namespace herald::serial
