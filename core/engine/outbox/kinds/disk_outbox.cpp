// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/kinds/disk_outbox.h"

namespace herald::core {

DiskOutbox::DiskOutbox(const Options& options, TimeSource& time)
    : QueueOutbox(std::make_unique<DiskStorage>(options.bounds, options.disk, time), options.inFlight) {}

}  // namespace herald::core
