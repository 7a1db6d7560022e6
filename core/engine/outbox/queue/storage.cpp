// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/storage.h"

namespace herald::core {

Storage::~Storage() = default;

}  // namespace herald::core
