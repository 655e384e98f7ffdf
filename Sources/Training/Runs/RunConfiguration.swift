/// `config.json`: the settings of a run, and the version of their form.
///
/// Version 0 had no number. A setting that was added later has a default where it is missing, so
/// that every run that an earlier version began can go on.
struct RunConfiguration: Codable {
  static let version = 1

  var settings: TrainingSettings

  private enum CodingKeys: String, CodingKey {
    case version
  }

  init(settings: TrainingSettings) {
    self.settings = settings
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let version = try container.decodeIfPresent(Int.self, forKey: .version) ?? 0
    guard (0...Self.version).contains(version) else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: container,
        debugDescription: "expected at most \(Self.version), found \(version): a later version of "
          + "the program wrote it")
    }
    settings = try TrainingSettings(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    try settings.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.version, forKey: .version)
  }
}
