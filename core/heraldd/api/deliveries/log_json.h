// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/delivery_log/log_query.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// A delivery as a JSON object, by kDeliverySchema: `entry` is its newest step.
std::string deliveryJson(const LogEntry& entry);
extern const char* const kDeliverySchema;

/// One step of a delivery, by kAttemptSchema. `exchanges` is what LogStore::exchanges says. `sent` is what a sink sent
/// that does not speak HTTP.
std::string attemptJson(const LogEntry& entry, std::string_view exchanges);
extern const char* const kAttemptSchema;

/// What the API calls a delivery: "SINK:EVENT".
std::string deliveryIdOf(const std::string& sink, const std::string& event);

/// The sink and the event; nothing if it is no such id.
std::optional<std::pair<std::string, std::string>> fromDeliveryId(const std::string& id);

/// The parameters by which a request selects entries: since, until, sink, device, type, event, outcome.
std::vector<Operation::Parameter> logFilterParameters();

/// What such a request selects.
LogFilter logFilterFrom(const ApiRequest& request);

}  // namespace herald::core
