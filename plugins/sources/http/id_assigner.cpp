// SPDX-License-Identifier: Apache-2.0
#include "id_assigner.h"

#include <Poco/SHA1Engine.h>
#include <Poco/UUIDGenerator.h>

#include "herald/json.h"

namespace herald::http_source {
namespace {

constexpr const char* kKey = "space";

}  // namespace

IdAssigner::IdAssigner(Host& host) {
  if (space_.tryParse(host.load(kKey))) return;
  space_ = Poco::UUIDGenerator().createRandom();
  host.save(kKey, space_.toString());
}

bool IdAssigner::assign(Event& event, EventIds& minted) const {
  if (event.id.empty()) {
    event.id = minted.next();
    return false;
  }
  event.context = jsonWith(event.context, "originalId", jsonQuote(event.id));
  Poco::SHA1Engine sha1;
  const auto name = event.device + '\0' + event.id;
  event.id = Poco::UUIDGenerator().createFromName(space_, name, sha1, Poco::UUID::UUID_NAME_BASED_SHA1).toString();
  return true;
}

}  // namespace herald::http_source
