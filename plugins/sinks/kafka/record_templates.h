// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/rendering.h"
#include "herald/settings.h"
#include "herald/vocabulary.h"
#include "record.h"

namespace herald::kafka_sink {

/// The record of an event as the user wrote it, with variables. Immutable; any thread may render it.
///
/// With `format = cloudevents` it is a CloudEvent 1.0 by its binding for Kafka
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md): a source of
/// another Herald makes the same event of it. Otherwise `data` is the whole value. Data that begin with `{`, `[` or `"`
/// are JSON: values are escaped.
class RecordTemplates {
 public:
  static std::vector<Option> options();

  RecordTemplates() = default;
  explicit RecordTemplates(const Settings& settings);  ///< throws BadSettings

  struct Rendered {
    Record record{};
    std::vector<std::string> missing{};  ///< as Outcome::missing
  };

  /// Throws Failure (Rejected) if the event gives no topic.
  Rendered render(const Attempt& attempt) const;

  /// The topic of all records; empty if it has variables.
  std::string fixedTopic() const;

  bool uses(std::string_view variable) const;
  Vocabulary vocabulary() const { return options_.vocabulary(); }

 private:
  enum class Format { Plain, Binary, Structured };

  std::string valueOf(const Attempt& attempt, Rendering& rendering) const;
  void makeEvent(Record& record, const Event& event) const;

  TemplateOptions options_{};
  Template topic_{}, key_{}, data_{};
  std::vector<std::pair<std::string, Template>> headers_{};
  Format format_ = Format::Binary;
  bool hasData_ = false;
  bool isJson_ = true;
  bool hasContext_ = true;
};

/// The encoder of topic templates: each character that a topic cannot have becomes `_`.
std::string topicPart(std::string_view value);

/// What is wrong with the name of a topic, as a clause after it: "is empty"; empty if Kafka can have it.
std::string topicProblem(std::string_view topic);

}  // namespace herald::kafka_sink
