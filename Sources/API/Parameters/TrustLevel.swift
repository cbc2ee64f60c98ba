/// How much a member's own doings have made them trusted. The database keeps it.
public enum TrustLevel: String, ChoiceContent {
    case new, basic, trusted, veteran
}
