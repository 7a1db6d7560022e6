// SPDX-License-Identifier: Apache-2.0
// The only file that includes libyaml.
#include "heraldctl/import/yaml_node.h"

#include <yaml.h>

#include <algorithm>
#include <map>
#include <new>
#include <optional>
#include <stdexcept>

namespace herald::core::import {

struct YamlNode::Data {
  std::string text{};
  std::vector<YamlNode> list{};
  Members members{};
};

namespace {

const std::string kMerge = "<<";

bool isNullWord(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

void set(YamlNode::Members& members, const std::string& key, const YamlNode& value) {
  const auto same = [&](const auto& member) { return member.first == key; };
  const auto found = std::find_if(members.begin(), members.end(), same);
  if (found == members.end()) {
    members.emplace_back(key, value);
  } else {
    found->second = value;
  }
}

/// Libyaml's parser over one text.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Parser() { yaml_parser_delete(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// Throws std::runtime_error with a clause.
  void load(yaml_document_t& document) {
    if (yaml_parser_load(&parser_, &document) != 0) return;
    const std::string problem = parser_.problem ? parser_.problem : "it cannot be read";
    throw std::runtime_error("is not valid YAML: " + problem + " at line " + std::to_string(line()));
  }

 private:
  std::size_t line() const {
    if (parser_.error != YAML_READER_ERROR) return parser_.problem_mark.line + 1;
    const auto before = text_.substr(0, parser_.problem_offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  }

  std::string_view text_;
  yaml_parser_t parser_{};
};

}  // namespace

/// One document of libyaml, and the nodes that were made of it.
class YamlDocument {
 public:
  explicit YamlDocument(Parser& parser) { parser.load(document_); }
  ~YamlDocument() { yaml_document_delete(&document_); }
  YamlDocument(const YamlDocument&) = delete;
  YamlDocument& operator=(const YamlDocument&) = delete;

  bool empty() { return yaml_document_get_root_node(&document_) == nullptr; }
  YamlNode root() { return empty() ? YamlNode() : node(1); }

 private:
  /// An alias has the number of its anchor, so each node is made once.
  YamlNode node(int number) {
    const auto [found, isNew] = made_.try_emplace(number);
    if (!isNew) return found->second.value_or(emptyMap());  // within its own anchor, an alias stands for nothing
    YamlNode made = make(*yaml_document_get_node(&document_, number));
    made_[number] = made;
    return made;
  }

  static YamlNode emptyMap() {
    YamlNode map;
    map.kind_ = YamlNode::Kind::Map;
    map.data_ = std::make_shared<const YamlNode::Data>();
    return map;
  }

  YamlNode make(const yaml_node_t& raw) {
    YamlNode made;
    auto data = std::make_shared<YamlNode::Data>();
    if (raw.type == YAML_SCALAR_NODE) {
      data->text.assign(reinterpret_cast<const char*>(raw.data.scalar.value), raw.data.scalar.length);
      const bool plain = raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
      made.kind_ = plain && isNullWord(data->text) ? YamlNode::Kind::Null : YamlNode::Kind::Text;
    } else if (raw.type == YAML_SEQUENCE_NODE) {
      made.kind_ = YamlNode::Kind::List;
      const auto& items = raw.data.sequence.items;
      for (const auto* item = items.start; item != items.top; ++item) data->list.push_back(node(*item));
    } else {
      made.kind_ = YamlNode::Kind::Map;
      takePairs(raw, data->members);
    }
    made.data_ = std::move(data);
    return made;
  }

  void takePairs(const yaml_node_t& raw, YamlNode::Members& members) {
    const auto& pairs = raw.data.mapping.pairs;
    YamlNode::Members own;
    for (const auto* pair = pairs.start; pair != pairs.top; ++pair) {
      const YamlNode key = node(pair->key), value = node(pair->value);
      if (key.isText() && key.text() == kMerge && isPlain(pair->key)) {
        merge(value, members);
      } else if (key.isText()) {
        set(own, key.text(), value);
      }
    }
    for (const auto& [key, value] : own) set(members, key, value);
  }

  bool isPlain(int number) {
    return yaml_document_get_node(&document_, number)->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  }

  /// Of several maps, the first one wins.
  static void merge(const YamlNode& value, YamlNode::Members& members) {
    for (auto map = value.list().rbegin(); map != value.list().rend(); ++map) merge(*map, members);
    for (const auto& [key, inner] : value.members()) set(members, key, inner);
  }

  yaml_document_t document_{};
  std::map<int, std::optional<YamlNode>> made_{};
};

YamlNode YamlNode::parse(std::string_view text) {
  Parser parser(text);
  YamlDocument document(parser);
  YamlNode root = document.root();
  if (!document.empty() && !YamlDocument(parser).empty()) {
    throw std::runtime_error("has several YAML documents: leave one of them, and remove the lines `---` between them");
  }
  return root;
}

const std::string& YamlNode::text() const {
  static const std::string kNone;
  return isText() ? data_->text : kNone;
}

const std::vector<YamlNode>& YamlNode::list() const {
  static const std::vector<YamlNode> kNone;
  return isList() ? data_->list : kNone;
}

const YamlNode::Members& YamlNode::members() const {
  static const Members kNone;
  return isMap() ? data_->members : kNone;
}

YamlNode YamlNode::operator[](std::string_view key) const {
  const auto& all = members();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& member) { return member.first == key; });
  return found == all.end() ? YamlNode() : found->second;
}

}  // namespace herald::core::import
