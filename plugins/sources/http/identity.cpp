#include "identity.h"

#include <Poco/SHA1Engine.h>
#include <Poco/String.h>
#include <Poco/UUID.h>
#include <Poco/UUIDGenerator.h>

#include "herald/json.h"

namespace herald::http_source {
namespace {

constexpr const char* kKey = "space";
constexpr std::size_t kUuidLength = 36;

/// As RFC 9562 writes it; Poco reads other forms too.
bool isUuid(const std::string& text) {
  Poco::UUID uuid;
  return text.size() == kUuidLength && text[8] == '-' && text[13] == '-' && uuid.tryParse(text);
}

}  // namespace

Identity::Identity(Host& host) : space_(host.load(kKey)) {
  if (isUuid(space_)) return;
  space_ = Poco::UUIDGenerator().createRandom().toString();
  host.save(kKey, space_);
}

bool Identity::give(Event& event, EventIds& minted) const {
  if (event.id.empty()) {
    event.id = minted.next();
    return false;
  }
  if (isUuid(event.id)) {
    Poco::toLowerInPlace(event.id);
    return true;
  }
  event.context = jsonWith(event.context, "originalId", jsonQuote(event.id));
  Poco::SHA1Engine sha1;
  const auto name = event.device + '\0' + event.id;
  event.id =
      Poco::UUIDGenerator().createFromName(Poco::UUID(space_), name, sha1, Poco::UUID::UUID_NAME_BASED_SHA1).toString();
  return true;
}

}  // namespace herald::http_source
