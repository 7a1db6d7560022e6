// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_store.h"

namespace herald::core {

LogStore::~LogStore() = default;

}  // namespace herald::core
