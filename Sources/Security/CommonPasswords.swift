/// The passwords that are guessed first: the commonest in published collections of stolen ones, as far
/// as they are long enough to be taken at all.
enum CommonPasswords {
    /// In small letters.
    static let all = [
        "password", "12345678", "123456789", "1234567890", "password1", "iloveyou", "sunshine",
        "princess", "football", "baseball", "superman", "qwertyuiop", "1q2w3e4r", "11111111",
        "trustno1", "jennifer", "michelle", "computer", "internet", "whatever", "starwars",
        "corvette", "mercedes", "maverick", "midnight", "samantha", "steelers", "dolphins",
        "danielle", "jonathan", "victoria", "bigdaddy", "cocacola", "88888888", "00000000",
        "87654321", "987654321", "12341234", "11223344", "1qaz2wsx", "qwerty123", "password123",
        "passw0rd", "p@ssw0rd", "p@ssword", "password12", "password!", "passwort", "abcd1234",
        "abc12345", "asdfghjkl", "asdfasdf", "asdf1234", "zaq12wsx", "zxcvbnm1", "qazwsxedc",
        "q1w2e3r4", "1q2w3e4r5t", "qwer1234", "a1b2c3d4", "letmein1", "welcome1", "welcome123",
        "admin123", "administrator", "changeme", "iloveyou1", "charlie1", "jordan23", "michael1",
        "liverpool", "chelsea1", "chocolate", "butterfly", "spiderman", "elephant", "swordfish",
        "scorpion", "redwings", "marlboro", "explorer", "blink182", "metallica", "slipknot",
        "123123123", "111111111", "1111111111", "0123456789", "147258369", "123654789", "789456123",
        "999999999", "66666666", "55555555", "77777777", "99999999", "123qweasd", "1234qwer",
        "qwertyui", "q1w2e3r4t5", "1qazxsw2", "basketball", "alexander", "christian", "nicholas",
        "veronica", "mountain", "einstein", "startrek", "sunshine1", "princess1", "football1",
        "baseball1", "superman1", "master123", "dragon123", "monkey123", "123456789a", "12345678a",
        "a12345678", "a123456789", "1234abcd", "123456abc", "aa123456", "qwerty1234", "secret123",
        "1234567891", "12345679", "qwertyuiop123", "asdfghjk", "zxcvbnm123", "test1234", "pokemon1",
        "babygirl1", "lovelove",
    ]
}
