import * as theirs from 'oauth4webapi'
import * as ours from 'relying'

export { ours, theirs }
