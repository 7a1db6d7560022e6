// SPDX-License-Identifier: Apache-2.0
#include "mosquitto_sink.cpp"

#include "herald/testing/contract.h"

namespace {

// Nobody listens there.
HERALD_PLUGIN_CONTRACT(MosquittoSink, {{"broker", "127.0.0.1"}, {"port", "1"}})

}  // namespace
