// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/outbox.h"

#include "engine/delivery_log/log_detail.h"
#include "engine/delivery_log/log_entry.h"

namespace herald::core {

Outbox::~Outbox() = default;

std::optional<Delivery> Outbox::find(std::string_view, const std::string&) const { return std::nullopt; }

void Outbox::setLog(std::function<void(LogEntry entry, LogDetail detail)> log) { log = nullptr; }

LogStore* Outbox::deliveryLog() { return nullptr; }

std::vector<Delivery> Outbox::interrupted() const { return {}; }

}  // namespace herald::core
