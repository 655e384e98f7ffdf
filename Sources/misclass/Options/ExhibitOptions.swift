import Results
import Terminal

/// The options by which a report is given what other commands wrote.
enum ExhibitOptions {
  static let all = [
    Option(
      "erased", "DIR", help: "Results of 'misclass erase' to show, with its figures.",
      repeatable: true),
    Option("sweep", "DIR", help: "Results of 'misclass erase sweep' to show.", repeatable: true),
    Option("sis", "DIR", help: "Results of 'misclass sis' to show.", repeatable: true),
    Option(
      "undesirable", "DIR", help: "Results of 'misclass undesirable' to show.",
      repeatable: true),
    Option(
      "obalex", "FILE", help: "What 'misclass obalex --json' printed, to show.",
      repeatable: true),
  ]
}

extension Arguments {
  func exhibitPlaces() throws -> ReportExhibits.Places {
    ReportExhibits.Places(
      erased: try values("erased", .string), sweep: try values("sweep", .string),
      sis: try values("sis", .string), undesirable: try values("undesirable", .string),
      obalex: try values("obalex", .string))
  }
}
