// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/properties_document.h"

#include <algorithm>
#include <iterator>

#include "engine/config/properties.h"

namespace herald::core {

namespace {

std::string withLineEnd(std::string text) {
  if (!text.empty() && text.back() != '\n' && text.back() != '\r') text += '\n';
  return text;
}

}  // namespace

PropertiesDocument::PropertiesDocument(std::string_view text) {
  std::size_t at = 0;
  for (const auto& property : parseProperties(text, "").properties) {
    if (property.begin > at) pieces_.push_back({"", std::string(text.substr(at, property.begin - at))});
    pieces_.push_back(
        {property.key, withLineEnd(std::string(text.substr(property.begin, property.end - property.begin)))});
    at = property.end;
  }
  if (at < text.size()) pieces_.push_back({"", withLineEnd(std::string(text.substr(at)))});
}

std::vector<PropertiesDocument::Written> PropertiesDocument::under(std::string_view prefix) const {
  std::vector<Written> found;
  for (const auto& [key, text] : pieces_) {
    if (!key.empty() && key.starts_with(prefix)) found.push_back({key, text});
  }
  return found;
}

void PropertiesDocument::replace(const std::string& key, const Written& property) {
  for (auto& piece : pieces_) {
    if (piece.key == key) piece = {property.key, property.text};
  }
}

void PropertiesDocument::remove(const std::string& key) {
  std::erase_if(pieces_, [&](const Piece& piece) { return piece.key == key; });
}

void PropertiesDocument::add(std::string_view prefix, const std::vector<Written>& properties) {
  const auto last = std::find_if(pieces_.rbegin(), pieces_.rend(), [&](const Piece& piece) {
    return !piece.key.empty() && piece.key.starts_with(prefix);
  });
  auto place = last.base();
  if (last == pieces_.rend()) {
    const bool needsGap = !pieces_.empty() && !pieces_.back().text.ends_with("\n\n");
    if (needsGap) pieces_.push_back({"", "\n"});
    place = pieces_.end();
  }
  std::vector<Piece> added;
  for (const auto& [key, text] : properties) added.push_back({key, text});
  pieces_.insert(place, std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
}

std::string PropertiesDocument::text() const {
  std::string all;
  for (const auto& piece : pieces_) all += piece.text;
  return all;
}

}  // namespace herald::core
